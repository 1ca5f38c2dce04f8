import assert from "node:assert/strict";
import {
  immutableChanges,
  kubectlName,
  namespaceArgs,
  objectId,
  parseObject,
  rolloutKinds,
  typeToken,
} from "../../../../local/plugins/kubernetes/object.ts";

const object = (apiVersion: string, kind: string, namespace?: string) =>
  parseObject({ apiVersion, kind, metadata: { name: "pmp-api", ...(namespace === undefined ? {} : { namespace }) } });

describe("local/plugins/kubernetes/object", () => {
  it("lets everything but name, kind and version through untouched", () => {
    const config = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", labels: { b: "c" } },
      data: { d: "e" },
    };
    assert.deepEqual(parseObject(config), config);
  });

  it("refuses what is no object, and names what is missing", () => {
    for (const [value, missing] of [
      [{ kind: "A", metadata: { name: "a" } }, /apiVersion/],
      [{ apiVersion: "v1", metadata: { name: "a" } }, /kind/],
      [{ apiVersion: "v1", kind: "A", metadata: {} }, /name/],
      ["text", /object/],
      [null, /object/],
    ] as const) {
      assert.throws(() => parseObject(value), missing);
    }
  });

  it("names an object for kubectl by group and version, so that kinds of one name are told apart", () => {
    assert.equal(kubectlName(object("v1", "ConfigMap")), "ConfigMap/pmp-api");
    assert.equal(kubectlName(object("apps/v1", "Deployment")), "Deployment.v1.apps/pmp-api");
    assert.equal(
      kubectlName(object("networking.k8s.io/v1", "NetworkPolicy")),
      "NetworkPolicy.v1.networking.k8s.io/pmp-api",
    );
  });

  it("names the namespace where there is one", () => {
    assert.deepEqual(namespaceArgs(object("v1", "ConfigMap", "pmp")), ["--namespace", "pmp"]);
    assert.deepEqual(namespaceArgs(object("v1", "Namespace")), []);
  });

  it("has the official provider's type and id", () => {
    assert.equal(typeToken(object("v1", "ConfigMap")), "kubernetes:core/v1:ConfigMap");
    assert.equal(typeToken(object("apps/v1", "DaemonSet")), "kubernetes:apps/v1:DaemonSet");
    assert.equal(objectId(object("v1", "ConfigMap", "pmp")), "pmp/pmp-api");
    assert.equal(objectId(object("v1", "Namespace")), "pmp-api");
  });

  it("waits for the kinds that have pods", () => {
    assert.deepEqual([...rolloutKinds].sort(), ["DaemonSet", "Deployment", "StatefulSet"]);
  });

  describe("what Kubernetes lets nobody change", () => {
    const before = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "a", namespace: "n", labels: { x: "1" } },
      spec: { replicas: 1, selector: { matchLabels: { app: "a" } } },
    };

    it("is nothing of an object that is the same, or changed elsewhere", () => {
      assert.deepEqual(immutableChanges(before, structuredClone(before), false), []);
      const changed = {
        ...before,
        metadata: { ...before.metadata, labels: {} },
        spec: { ...before.spec, replicas: 2 },
      };
      assert.deepEqual(immutableChanges(before, changed, false), []);
    });

    it("is name, namespace, kind and version", () => {
      const after = { ...before, apiVersion: "apps/v2", kind: "Other", metadata: { name: "b" } };
      assert.deepEqual(immutableChanges(before, after, false), [
        "apiVersion",
        "kind",
        "metadata.name",
        "metadata.namespace",
      ]);
    });

    it("is the content of a ConfigMap, unless the provider may change it in place", () => {
      const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { rate: "0.1" } };
      const after = { ...map, data: { rate: "0.2" } };
      assert.deepEqual(immutableChanges(map, after, false), ["data"]);
      assert.deepEqual(immutableChanges(map, after, true), []);
      assert.deepEqual(immutableChanges(map, { ...map, metadata: { name: "a", labels: {} } }, false), []);
    });

    it("is a workload's selector, but not a Service's", () => {
      const selector = { matchLabels: { app: "b" } };
      for (const kind of rolloutKinds) {
        const [old, now] = [
          { ...before, kind },
          { ...before, kind, spec: { ...before.spec, selector } },
        ];
        assert.deepEqual(immutableChanges(old, now, false), ["spec.selector"]);
      }
      const service = { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { selector: { app: "a" } } };
      assert.deepEqual(immutableChanges(service, { ...service, spec: { selector: { app: "b" } } }, false), []);
    });
  });
});
