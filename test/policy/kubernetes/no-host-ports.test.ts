import { noHostPorts } from "../../../policy/kubernetes/no-host-ports.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noHostPorts, {
  bad: [
    {
      urn: "DaemonSet tracing/xray-daemon",
      path: "spec.template.spec.containers[0].ports[0].hostPort",
      message: 'Container "xray-daemon": ports[0].hostPort is 2000; allowed: 0, or not set.',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].ports[0].hostPort",
});
