import { noHostNamespaces } from "../../../policy/kubernetes/no-host-namespaces.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noHostNamespaces, {
  bad: [
    {
      urn: "DaemonSet shop/agent",
      path: "spec.template.spec.hostNetwork",
      message: "The pod: hostNetwork is true; allowed: false, or not set.",
    },
    {
      urn: "DaemonSet shop/agent",
      path: "spec.template.spec.hostPID",
      message: "The pod: hostPID is true; allowed: false, or not set.",
    },
    {
      urn: "DaemonSet shop/agent",
      path: "spec.template.spec.hostIPC",
      message: "The pod: hostIPC is true; allowed: false, or not set.",
    },
  ],
  unknownAt: "spec.template.spec.hostNetwork",
});
