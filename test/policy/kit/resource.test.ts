import assert from "node:assert/strict";
import { isKubernetesType, kubernetesObject, manifestResource } from "../../../policy/kit/resource.ts";

describe("objects of Kubernetes", () => {
  it("are told by their type from providers, charts and everything else", () => {
    for (const type of [
      "kubernetes:apps/v1:Deployment",
      "kubernetes:core/v1:Pod",
      "kubernetes:example.com/v1beta1:Thing",
    ]) {
      assert.ok(isKubernetesType(type), type);
    }
    for (const type of [
      "pulumi:providers:kubernetes",
      "kubernetes:helm.sh/v4:Chart",
      "kubernetes:yaml/v2:ConfigGroup",
      "kubernetes:kustomize/v2:Directory",
      "aws:eks/cluster:Cluster",
    ]) {
      assert.ok(!isKubernetesType(type), type);
    }
  });

  it("are the same from a manifest and from a stack, but for what they are called there", () => {
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "rules", namespace: "shop" }, data: {} };
    const fromManifest = kubernetesObject(manifestResource(manifest));
    assert.deepEqual(fromManifest, {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "rules",
      namespace: "shop",
      content: manifest,
      urn: "ConfigMap shop/rules",
    });
    const urn = "urn:pulumi:prod::shop::kubernetes:core/v1:ConfigMap::chart:shop/rules";
    const fromStack = kubernetesObject({
      type: "kubernetes:core/v1:ConfigMap",
      name: "chart:shop/rules",
      urn,
      props: manifest,
    });
    assert.deepEqual(fromStack, { ...fromManifest, urn });
  });

  it("have the resource's name where Pulumi makes one up, and no namespace where none is said", () => {
    const found = kubernetesObject({ type: "kubernetes:apps/v1:Deployment", name: "api", urn: "urn", props: {} })!;
    assert.deepEqual([found.apiVersion, found.name, found.namespace], ["apps/v1", "api", undefined]);
    assert.equal(kubernetesObject({ type: "aws:sns/topic:Topic", name: "t", urn: "urn", props: {} }), undefined);
  });
});
