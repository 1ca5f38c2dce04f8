import assert from "node:assert/strict";
import { namespaceEnforcesPodSecurity } from "../../../policy/kubernetes/namespace-enforces-pod-security.ts";
import { readManifests } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  namespaceEnforcesPodSecurity,
  {
    bad: [
      {
        urn: "Namespace shop",
        path: 'metadata.labels["pod-security.kubernetes.io/enforce"]',
        message: 'Label pod-security.kubernetes.io/enforce is not set; allowed: "restricted".',
      },
      {
        urn: "Namespace tracing",
        path: 'metadata.labels["pod-security.kubernetes.io/enforce"]',
        message: 'Label pod-security.kubernetes.io/enforce is "baseline"; allowed: "restricted".',
      },
    ],
    unknownAt: 'metadata.labels["pod-security.kubernetes.io/enforce"]',
  },
  () => {
    it("can be content with baseline", () => {
      const found = messages(namespaceEnforcesPodSecurity, readManifests("bad/namespace-enforces-pod-security.yaml"), {
        level: "baseline",
      });
      assert.deepEqual(found, [
        'Label pod-security.kubernetes.io/enforce is not set; allowed: "baseline" or "restricted".',
      ]);
    });
  },
);
