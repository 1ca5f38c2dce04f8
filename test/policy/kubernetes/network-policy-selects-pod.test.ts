import assert from "node:assert/strict";
import { networkPolicySelectsPod } from "../../../policy/kubernetes/network-policy-selects-pod.ts";
import { goodWith, goodWithout } from "./support/manifests.ts";
import { describePolicy, violations } from "./support/policy.ts";

describePolicy(
  networkPolicySelectsPod,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.metadata.labels",
        message: "No NetworkPolicy of its namespace selects its pods for Ingress.",
      },
    ],
    unknownAt: "spec.template.metadata.labels.app",
  },
  () => {
    it("names the workload whose policy is gone", () => {
      assert.deepEqual(violations(networkPolicySelectsPod, goodWithout("NetworkPolicy", "agent")), [
        {
          urn: "DaemonSet shop/agent",
          path: "spec.template.metadata.labels",
          message: "No NetworkPolicy of its namespace selects its pods for Ingress.",
        },
      ]);
    });

    it("can ask for Egress too", () => {
      const found = violations(networkPolicySelectsPod, goodWith({}), { directions: ["Egress"] });
      assert.deepEqual(
        found.map(({ urn }) => urn),
        ["Deployment shop/api", "DaemonSet shop/agent"],
      );
    });

    it("takes a policy without policyTypes as Kubernetes does", () => {
      const untyped = { "NetworkPolicy api": { "spec.policyTypes": undefined } };
      assert.deepEqual(violations(networkPolicySelectsPod, goodWith(untyped)), []);
    });
  },
);
