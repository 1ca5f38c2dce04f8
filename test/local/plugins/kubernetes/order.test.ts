import assert from "node:assert/strict";
import { parseObject, type KubernetesObject } from "../../../../local/plugins/kubernetes/object.ts";
import { inOrder } from "../../../../local/plugins/kubernetes/order.ts";
import { deliveries, render } from "../../../charts/support/chart.ts";
import { installed } from "../../../charts/support/manifests.ts";

const object = (kind: string, name: string, dependsOn?: string, more: object = {}): KubernetesObject =>
  parseObject({
    apiVersion: kind === "Deployment" ? "apps/v1" : "v1",
    kind,
    metadata: {
      name,
      ...(kind === "Namespace" ? {} : { namespace: "pmp" }),
      ...(dependsOn === undefined ? {} : { annotations: { "config.kubernetes.io/depends-on": dependsOn } }),
    },
    ...more,
  });

const named = (objects: readonly KubernetesObject[]) => objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const order = (objects: readonly KubernetesObject[]) =>
  inOrder(objects).map(({ object: each, after }) => [...named([each]), named(after)]);

describe("local/plugins/kubernetes/order", () => {
  it("is none between a workload and the ConfigMap that it reads: nothing tells the official provider of it", () => {
    const reads = { spec: { template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: "c" } }] }] } } } };
    assert.deepEqual(order([object("Deployment", "a", undefined, reads), object("ConfigMap", "c")]), [
      ["Deployment/a", []],
      ["ConfigMap/c", []],
    ]);
  });

  it("is what the annotation says, whatever the order of the file", () => {
    const deployment = object("Deployment", "a", "/namespaces/pmp/ConfigMap/c, /namespaces/pmp/ConfigMap/d");
    assert.deepEqual(order([deployment, object("ConfigMap", "d"), object("ConfigMap", "c")]), [
      ["ConfigMap/d", []],
      ["ConfigMap/c", []],
      ["Deployment/a", ["ConfigMap/c", "ConfigMap/d"]],
    ]);
    const behind = object("ConfigMap", "c", "apps/namespaces/pmp/Deployment/a");
    assert.deepEqual(
      order([behind, object("Deployment", "a")]).map(([name]) => name),
      ["Deployment/a", "ConfigMap/c"],
    );
  });

  it("puts a namespace and the definition of a kind before what is in them", () => {
    const spec = { group: "example.com", names: { kind: "Widget" } };
    const definition = parseObject({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec,
    });
    const widget = parseObject({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } });
    assert.deepEqual(order([object("ConfigMap", "c"), widget, object("Namespace", "pmp"), definition]), [
      ["Namespace/pmp", []],
      ["CustomResourceDefinition/widgets.example.com", []],
      ["ConfigMap/c", ["Namespace/pmp"]],
      ["Widget/w", ["CustomResourceDefinition/widgets.example.com"]],
    ]);
  });

  it("is refused when it names what is not there, or goes in a circle", () => {
    assert.throws(
      () => inOrder([object("Deployment", "a", "/namespaces/pmp/ConfigMap/c")]),
      /names \/namespaces\/pmp\/ConfigMap\/c, which is not an object of this chart/,
    );
    const circle = [
      object("ConfigMap", "c", "/namespaces/pmp/ConfigMap/d"),
      object("ConfigMap", "d", "/namespaces/pmp/ConfigMap/c"),
    ];
    assert.throws(() => inOrder(circle), /wait for each other/);
  });

  describe("of this project's chart: each ConfigMap that pods read comes before them", () => {
    const all = [...deliveries(), { title: "without rules", options: {} }];
    for (const { title, options } of all) {
      it(title, async () => {
        const manifests = installed(await render(options));
        for (const { object: each, after } of inOrder(manifests.map((manifest) => parseObject(manifest)))) {
          if (each.kind !== "Deployment" && each.kind !== "DaemonSet") continue;
          const text = JSON.stringify(each.spec);
          const read = manifests
            .filter(({ kind, metadata }) => kind === "ConfigMap" && text.includes(`{"name":"${metadata.name}"}`))
            .map(({ metadata }) => `ConfigMap/${metadata.name}`);
          assert.ok(read.length > 0);
          assert.deepEqual(named(after).sort(), read.sort());
        }
      });
    }
  });
});
