import { runAsNonRoot } from "../../../policy/kubernetes/run-as-non-root.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(runAsNonRoot, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
      message: 'Container "api": securityContext.runAsNonRoot is not set; allowed: true, here or on the pod.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[1].securityContext.runAsNonRoot",
      message: 'Container "helper": securityContext.runAsNonRoot is false; allowed: true.',
    },
    {
      urn: "Pod shop/once",
      path: "spec.securityContext.runAsNonRoot",
      message: "The pod: securityContext.runAsNonRoot is false; allowed: true, or not set.",
    },
  ],
  unknownAt: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
});
