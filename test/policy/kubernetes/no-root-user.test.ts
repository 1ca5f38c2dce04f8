import { noRootUser } from "../../../policy/kubernetes/no-root-user.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noRootUser, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.securityContext.runAsUser",
      message: "The pod: securityContext.runAsUser is 0; allowed: a number above 0, or not set.",
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.runAsUser",
      message: 'Container "api": securityContext.runAsUser is 0; allowed: a number above 0, or not set.',
    },
  ],
  unknownAt: "spec.template.spec.securityContext.runAsUser",
});
