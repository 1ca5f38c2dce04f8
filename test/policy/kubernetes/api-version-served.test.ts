import assert from "node:assert/strict";
import { apiVersionServed } from "../../../policy/kubernetes/api-version-served.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  apiVersionServed,
  {
    bad: [
      {
        urn: "DaemonSet shop/agent",
        path: "apiVersion",
        message: "extensions/v1beta1 is served no more; allowed: apps/v1 or networking.k8s.io/v1.",
      },
      {
        urn: "ClusterRoleBinding agent",
        path: "apiVersion",
        message: "rbac.authorization.k8s.io/v1beta1 is served no more; allowed: rbac.authorization.k8s.io/v1.",
      },
      {
        urn: "Ingress shop/api",
        path: "apiVersion",
        message: "networking.k8s.io/v1beta1 is served no more; allowed: networking.k8s.io/v1.",
      },
    ],
    unknownAt: "nothing",
  },
  () => {
    it("takes beta versions that are served", () => {
      for (const [apiVersion, kind] of [
        ["networking.k8s.io/v1beta1", "IPAddress"],
        ["storage.k8s.io/v1beta1", "VolumeAttributesClass"],
        ["example.com/v1beta1", "DaemonSet"],
        ["autoscaling/v2", "HorizontalPodAutoscaler"],
      ]) {
        assert.deepEqual(messages(apiVersionServed, [{ apiVersion, kind, metadata: { name: "a" } }]), [], apiVersion);
      }
    });
  },
);
