import { seccompProfile } from "../../../policy/kubernetes/seccomp-profile.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(seccompProfile, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.seccompProfile.type",
      message:
        'Container "api": securityContext.seccompProfile.type is not set; allowed: "RuntimeDefault" or "Localhost", here or on the pod.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[1].securityContext.seccompProfile.type",
      message:
        'Container "helper": securityContext.seccompProfile.type is "Unconfined"; allowed: "RuntimeDefault" or "Localhost".',
    },
    {
      urn: "Pod shop/once",
      path: "spec.securityContext.seccompProfile.type",
      message:
        'The pod: securityContext.seccompProfile.type is "Unconfined"; allowed: "RuntimeDefault" or "Localhost".',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].securityContext.seccompProfile",
});
