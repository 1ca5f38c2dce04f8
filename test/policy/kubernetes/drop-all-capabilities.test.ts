import { dropAllCapabilities } from "../../../policy/kubernetes/drop-all-capabilities.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(dropAllCapabilities, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.capabilities.drop",
      message: 'Container "api": securityContext.capabilities.drop is not set; allowed: ["ALL"].',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[1].securityContext.capabilities.drop",
      message: 'Container "helper": securityContext.capabilities.drop is ["NET_RAW"]; allowed: ["ALL"].',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[1].securityContext.capabilities.add",
      message:
        'Container "helper": securityContext.capabilities.add is ["SYS_PTRACE","NET_BIND_SERVICE"]; allowed: ["NET_BIND_SERVICE"], or not set.',
    },
  ],
  unknownAt: "spec.template.spec.containers[1].securityContext.capabilities.drop",
});
