import assert from "node:assert/strict";
import { isKubernetesType, kubernetesObjects, manifestResource } from "../../../policy/kit/resource.ts";

describe("objects of Kubernetes", () => {
  it("are told by their type from providers, charts and everything else", () => {
    for (const type of [
      "kubernetes:apps/v1:Deployment",
      "kubernetes:core/v1:Pod",
      "kubernetes:example.com/v1beta1:Thing",
      "kubernetes:helm.sh/v3:Release",
    ]) {
      assert.ok(isKubernetesType(type), type);
    }
    for (const type of [
      "pulumi:providers:kubernetes",
      "kubernetes:helm.sh/v3:Chart",
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
    const fromManifest = kubernetesObjects(manifestResource(manifest))[0];
    assert.deepEqual(fromManifest, {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "rules",
      namespace: "shop",
      partial: false,
      content: manifest,
      urn: "ConfigMap shop/rules",
    });
    const urn = "urn:pulumi:prod::shop::kubernetes:core/v1:ConfigMap::chart:shop/rules";
    const [fromStack] = kubernetesObjects({
      type: "kubernetes:core/v1:ConfigMap",
      name: "chart:shop/rules",
      urn,
      props: manifest,
    });
    assert.deepEqual(fromStack, { ...fromManifest, urn });
  });

  it("have the resource's name where Pulumi makes one up, and no namespace where none is said", () => {
    const [found] = kubernetesObjects({ type: "kubernetes:apps/v1:Deployment", name: "api", urn: "urn", props: {} });
    assert.ok(found);
    assert.deepEqual([found.apiVersion, found.name, found.namespace], ["apps/v1", "api", undefined]);
    assert.deepEqual(kubernetesObjects({ type: "aws:sns/topic:Topic", name: "t", urn: "urn", props: {} }), []);
  });

  it("are those of a list, and those that a patch is about", () => {
    const items = [{ metadata: { name: "one" } }, { kind: "Deployment", metadata: { name: "two", namespace: "shop" } }];
    const list = { type: "kubernetes:apps/v1:DeploymentList", name: "all", urn: "urn", props: { items } };
    assert.deepEqual(
      kubernetesObjects(list).map(({ kind, name, namespace, partial }) => [kind, name, namespace, partial]),
      [
        ["Deployment", "one", undefined, false],
        ["Deployment", "two", "shop", false],
      ],
    );
    const patch = { type: "kubernetes:apps/v1:DaemonSetPatch", name: "agent", urn: "urn", props: {} };
    assert.deepEqual(
      kubernetesObjects(patch).map(({ kind, apiVersion, partial }) => [kind, apiVersion, partial]),
      [["DaemonSet", "apps/v1", true]],
    );
  });
});
