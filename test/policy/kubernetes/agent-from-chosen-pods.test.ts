import assert from "node:assert/strict";
import { agentFromChosenPods } from "../../../policy/kubernetes/agent-from-chosen-pods.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  agentFromChosenPods,
  {
    bad: [
      {
        urn: "NetworkPolicy shop/agent",
        path: "spec.ingress[1].from",
        message: "Anyone may call TCP port 2000 of the X-Ray agent: from is not set; allowed: chosen pods.",
      },
      {
        urn: "NetworkPolicy shop/agent",
        path: "spec.ingress[2].from",
        message:
          "Anyone may call TCP port 2000 of the X-Ray agent: from has a peer that matches all; allowed: chosen pods.",
      },
      {
        urn: "NetworkPolicy shop/agent",
        path: "spec.ingress[3].from",
        message:
          "Anyone may call TCP port 2000 of the X-Ray agent: from has a peer that matches all; allowed: chosen pods.",
      },
    ],
    unknownAt: "spec.ingress[1].ports[0].port",
  },
  () => {
    const found = (rule: object, config = {}) =>
      messages(agentFromChosenPods, goodWith({ "NetworkPolicy agent": { "spec.ingress": [rule] } }), config).length;

    it("takes halves of the internet for what they are, and one's own networks for chosen", () => {
      const from = (...cidrs: string[]) => found({ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })) });
      for (const cidr of ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/7", "::/0", "8000::/1", "2000::/3"]) {
        assert.equal(from("10.0.0.0/8", cidr), 1, cidr);
      }
      assert.equal(from("10.0.0.0/8", "172.16.0.0/12", "fd00::/16"), 0);
    });

    it("takes a port for the agent's by number, range, name or when none is said; no other", () => {
      for (const ports of [
        undefined,
        [],
        [{}],
        [{ port: 2000 }],
        [{ port: 2000, protocol: "TCP" }],
        [{ port: "xray-tcp" }],
        [{ port: 1999, endPort: 2001 }],
        [{ port: 2000, endPort: 2000 }],
        [{ port: 80 }, { port: 2000 }],
      ]) {
        assert.equal(found({ ports }), 1, JSON.stringify(ports));
      }
      for (const ports of [
        [{ port: 2000, protocol: "UDP" }],
        [{ port: 80 }],
        [{ port: 4318, protocol: "TCP" }],
        [{ port: "xray-udp", protocol: "UDP" }],
        [{ port: "http" }],
        [{ port: 80, endPort: 1999 }],
        [{ port: 2001, endPort: 3000 }],
      ]) {
        assert.equal(found({ ports }), 0, JSON.stringify(ports));
      }
    });

    it("takes peers for chosen that name somebody, and all pods of all namespaces or of the Internet for everybody", () => {
      const everybody = [
        { namespaceSelector: {} },
        { namespaceSelector: {}, podSelector: {} },
        { ipBlock: { cidr: "0.0.0.0/0" } },
        { ipBlock: { cidr: "::/0" } },
      ];
      for (const peer of everybody) assert.equal(found({ from: [{ podSelector: {} }, peer] }), 1, JSON.stringify(peer));
      const chosen = [
        { podSelector: {} },
        { podSelector: { matchLabels: { app: "api" } } },
        { namespaceSelector: { matchLabels: { team: "shop" } } },
        { namespaceSelector: {}, podSelector: { matchLabels: { app: "api" } } },
        { ipBlock: { cidr: "10.0.0.0/16" } },
      ];
      for (const peer of chosen) assert.equal(found({ from: [peer] }), 0, JSON.stringify(peer));
    });

    it("looks at the port that it is told", () => {
      assert.equal(found({ ports: [{ port: 2000 }] }, { port: 3000 }), 0);
    });
  },
);
