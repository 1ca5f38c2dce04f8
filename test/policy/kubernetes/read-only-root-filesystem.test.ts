import { readOnlyRootFilesystem } from "../../../policy/kubernetes/read-only-root-filesystem.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(readOnlyRootFilesystem, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem",
      message: 'Container "api": securityContext.readOnlyRootFilesystem is not set; allowed: true.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[1].securityContext.readOnlyRootFilesystem",
      message: 'Container "helper": securityContext.readOnlyRootFilesystem is false; allowed: true.',
    },
  ],
  unknownAt: "spec.template.spec.containers[1].securityContext.readOnlyRootFilesystem",
});
