import assert from "node:assert/strict";
import { agentServiceOnNode } from "../../../policy/kubernetes/agent-service-on-node.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  agentServiceOnNode,
  {
    bad: [
      {
        urn: "Service shop/agent",
        path: "spec.internalTrafficPolicy",
        message: 'internalTrafficPolicy is not set; allowed for an X-Ray agent: "Local".',
      },
      {
        urn: "Service shop/open",
        path: "spec.type",
        message: 'type is "LoadBalancer"; allowed for an X-Ray agent: "ClusterIP".',
      },
      {
        urn: "Service shop/open",
        path: "spec.internalTrafficPolicy",
        message: 'internalTrafficPolicy is "Cluster"; allowed for an X-Ray agent: "Local".',
      },
      {
        urn: "Service shop/headless",
        path: "spec.clusterIP",
        message: 'clusterIP is "None"; allowed for an X-Ray agent: an address, or not set.',
      },
    ],
    unknownAt: "spec.internalTrafficPolicy",
  },
  () => {
    it("looks at the port that it is told", () => {
      const cluster = goodWith({ "Service agent": { "spec.internalTrafficPolicy": "Cluster" } });
      assert.deepEqual(messages(agentServiceOnNode, cluster, { port: 3000 }), []);
    });
  },
);
