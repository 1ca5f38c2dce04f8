import { defaultProcMount } from "../../../policy/kubernetes/default-proc-mount.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(defaultProcMount, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.procMount",
      message: 'Container "api": securityContext.procMount is "Unmasked"; allowed: "Default", or not set.',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].securityContext.procMount",
});
