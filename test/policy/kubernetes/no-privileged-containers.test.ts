import { noPrivilegedContainers } from "../../../policy/kubernetes/no-privileged-containers.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noPrivilegedContainers, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.initContainers[0].securityContext.privileged",
      message: 'Init container "setup": securityContext.privileged is true; allowed: false, or not set.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.ephemeralContainers[0].securityContext.privileged",
      message: 'Ephemeral container "debug": securityContext.privileged is true; allowed: false, or not set.',
    },
  ],
  unknownAt: "spec.template.spec.initContainers[0].securityContext.privileged",
});
