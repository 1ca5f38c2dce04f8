import assert from "node:assert/strict";
import { noUnrenderedRelease } from "../../../policy/kubernetes/no-unrendered-release.ts";
import { describePolicy, evaluate, messages } from "./support/policy.ts";

describePolicy(
  noUnrenderedRelease,
  {
    bad: [
      {
        urn: "HelmRelease shop/tracing",
        path: "kind",
        message: "HelmRelease is rendered later by Flux: none of its objects was checked.",
      },
      {
        urn: "Kustomization (no name)",
        path: "kind",
        message: "Kustomization is rendered later by Kustomize: none of its objects was checked.",
      },
      {
        urn: "Application argocd/tracing",
        path: "kind",
        message: "Application is rendered later by Argo CD: none of its objects was checked.",
      },
    ],
    unknownAt: "nothing",
  },
  () => {
    it("knows a release of Pulumi's Kubernetes provider, and not its chart, whose objects are seen", () => {
      const given = (type: string) => ({ type, name: "tracing", urn: "urn", props: { chart: "pmp-xray" } });
      const said = (type: string) =>
        evaluate(noUnrenderedRelease, [given(type)]).violations.map(({ message }) => message);
      assert.deepEqual(said("kubernetes:helm.sh/v3:Release"), [
        "Release is rendered later by Helm: none of its objects was checked.",
      ]);
      assert.deepEqual(said("kubernetes:helm.sh/v4:Chart"), []);
    });

    it("has nothing to say of what such tools have beside it", () => {
      for (const [apiVersion, kind] of [
        ["argoproj.io/v1alpha1", "Rollout"],
        ["source.toolkit.fluxcd.io/v1", "GitRepository"],
        ["apps/v1", "Application"],
      ]) {
        assert.deepEqual(messages(noUnrenderedRelease, [{ apiVersion, kind, metadata: { name: "a" } }]), []);
      }
    });
  },
);
