import assert from "node:assert/strict";
import { agentServiceUdpAndTcp } from "../../../policy/kubernetes/agent-service-udp-and-tcp.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  agentServiceUdpAndTcp,
  {
    bad: [
      {
        urn: "Service shop/agent",
        path: "spec.ports",
        message: "It has port 2000 for UDP only; allowed: UDP and TCP.",
      },
    ],
    unknownAt: "spec.ports",
  },
  () => {
    it("takes a port without protocol for TCP, as Kubernetes does", () => {
      const unset = { "Service agent": { "spec.ports[1].protocol": undefined } };
      assert.deepEqual(messages(agentServiceUdpAndTcp, goodWith(unset)), []);
    });
  },
);
