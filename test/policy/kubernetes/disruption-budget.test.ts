import assert from "node:assert/strict";
import { disruptionBudget } from "../../../policy/kubernetes/disruption-budget.ts";
import { goodWith, goodWithout } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  disruptionBudget,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.metadata.labels",
        message: "No PodDisruptionBudget of its namespace selects its 2 pods.",
      },
      {
        urn: "PodDisruptionBudget shop/never",
        path: "spec.maxUnavailable",
        message: "maxUnavailable is 0: none of the pods can ever be evicted; StatefulSet store has 3 pods.",
      },
      {
        urn: "PodDisruptionBudget shop/almost-never",
        path: "spec.minAvailable",
        message: 'minAvailable is "80%": none of the pods can ever be evicted; StatefulSet store has 3 pods.',
      },
    ],
    unknownAt: "spec.replicas",
  },
  () => {
    const autoscaler = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "api", namespace: "shop" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
        minReplicas: 4,
        maxReplicas: 9,
      },
    };

    it("counts the replicas that an autoscaler sets", () => {
      const unset = goodWith({
        "Deployment api": { "spec.replicas": undefined },
        "PodDisruptionBudget api": { spec: {} },
      });
      assert.deepEqual(messages(disruptionBudget, unset), []);
      assert.deepEqual(messages(disruptionBudget, [...unset, autoscaler]), [
        "No PodDisruptionBudget of its namespace selects its 4 pods.",
      ]);
    });

    it("asks from as many replicas on as it is told", () => {
      assert.deepEqual(
        messages(disruptionBudget, goodWithout("PodDisruptionBudget", "api"), { minimumReplicas: 4 }),
        [],
      );
    });
  },
);
