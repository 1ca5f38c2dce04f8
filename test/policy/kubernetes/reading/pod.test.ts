import assert from "node:assert/strict";
import { POLICIES } from "../../../../policy/policies.ts";
import { noPrivilegedContainers } from "../../../../policy/kubernetes/no-privileged-containers.ts";
import { probes } from "../../../../policy/kubernetes/probes.ts";
import { messages, violations } from "../support/policy.ts";
import { resources, type Manifest } from "../support/manifests.ts";

const bad = { spec: { containers: [{ name: "app", securityContext: { privileged: true } }] } };
const object = (apiVersion: string, kind: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: "x", namespace: "shop" },
  ...rest,
});

describe("the pod of an object", () => {
  const makers: readonly (readonly [apiVersion: string, kind: string, rest: object, path: string])[] = [
    ["v1", "Pod", bad, "spec"],
    ["v1", "PodTemplate", { template: bad }, "template.spec"],
    ["apps/v1", "Deployment", { spec: { template: bad } }, "spec.template.spec"],
    ["apps/v1", "DaemonSet", { spec: { template: bad } }, "spec.template.spec"],
    ["apps/v1", "StatefulSet", { spec: { template: bad } }, "spec.template.spec"],
    ["apps/v1", "ReplicaSet", { spec: { template: bad } }, "spec.template.spec"],
    ["v1", "ReplicationController", { spec: { template: bad } }, "spec.template.spec"],
    ["batch/v1", "Job", { spec: { template: bad } }, "spec.template.spec"],
    [
      "batch/v1",
      "CronJob",
      { spec: { jobTemplate: { spec: { template: bad } } } },
      "spec.jobTemplate.spec.template.spec",
    ],
    ["argoproj.io/v1alpha1", "Rollout", { spec: { template: bad } }, "spec.template.spec"],
    ["serving.knative.dev/v1", "Service", { spec: { template: bad } }, "spec.template.spec"],
  ];
  for (const [apiVersion, kind, rest, path] of makers) {
    it(`is found in a ${kind} of ${apiVersion}`, () => {
      assert.deepEqual(violations(noPrivilegedContainers, [object(apiVersion, kind, rest)]), [
        {
          urn: `${kind} shop/x`,
          path: `${path}.containers[0].securityContext.privileged`,
          message: 'Container "app": securityContext.privileged is true; allowed: false, or not set.',
        },
      ]);
    });
  }

  for (const group of ["initContainers", "containers", "ephemeralContainers"]) {
    it(`is looked at with its ${group}`, () => {
      const spec = { [group]: [{ name: "ok" }, { name: "bad", securityContext: { privileged: true } }] };
      const [found, ...more] = violations(noPrivilegedContainers, [object("v1", "Pod", { spec })]);
      assert.equal(found?.path, `spec.${group}[1].securityContext.privileged`);
      assert.deepEqual(more, []);
    });
  }

  it("is not what only looks like one", () => {
    for (const [apiVersion, kind, rest] of [
      ["v1", "Service", { spec: { template: bad } }],
      ["v1", "ConfigMap", { data: { "pod.yaml": JSON.stringify(bad) } }],
      ["example.com/v1", "Thing", { spec: { template: "text" } }],
      ["example.com/v1", "Thing", { spec: { template: { spec: { containers: "text" } } } }],
      ["gateway.networking.k8s.io/v1", "HTTPRoute", { spec: { template: bad } }],
    ] as const) {
      assert.deepEqual(messages(noPrivilegedContainers, [object(apiVersion, kind, rest)]), [], kind);
    }
  });

  it("runs to its end in a Job, and where it is not started again", () => {
    const spec = { containers: [{ name: "app" }] };
    assert.equal(messages(probes, [object("v1", "Pod", { spec })]).length, 2);
    assert.equal(messages(probes, [object("v1", "Pod", { spec: { ...spec, restartPolicy: "Always" } })]).length, 2);
    assert.deepEqual(messages(probes, [object("v1", "Pod", { spec: { ...spec, restartPolicy: "Never" } })]), []);
    assert.deepEqual(messages(probes, [object("batch/v1", "Job", { spec: { template: { spec } } })]), []);
  });
});

describe("objects that the API server would refuse", () => {
  const shapes: readonly unknown[] = [undefined, null, "text", 7, true, [], {}, [null], [[]], [{}], [{ name: null }]];

  it("make no policy of the pack fall over, whatever their shape", async () => {
    const { evaluatePolicies } = await import("../../../../policy/kit/evaluate.ts");
    const kinds = [
      "Pod",
      "Deployment",
      "CronJob",
      "Service",
      "ConfigMap",
      "NetworkPolicy",
      "Namespace",
      "ServiceAccount",
    ];
    const more = ["PodDisruptionBudget", "HorizontalPodAutoscaler", "Rollout"];
    for (const shape of shapes) {
      const specs = [
        shape,
        { template: shape, selector: shape, podSelector: shape, ports: shape, ingress: shape, jobTemplate: shape },
        { template: { spec: shape, metadata: shape }, ingress: [{ from: shape, ports: shape }], maxUnavailable: shape },
        { template: { spec: { containers: shape, volumes: shape, securityContext: shape } } },
        { containers: shape, initContainers: shape, securityContext: { sysctls: shape, seccompProfile: shape } },
        {
          containers: [
            { env: shape, args: shape, image: shape, ports: shape, resources: shape, securityContext: shape },
          ],
        },
      ];
      const manifests = [...kinds, ...more].flatMap((kind) =>
        specs.map((spec) => ({
          apiVersion: "apps/v1",
          kind,
          metadata: { name: "x", labels: shape },
          spec,
          data: shape,
        })),
      );
      assert.doesNotThrow(() => evaluatePolicies(POLICIES, resources(manifests), { today: "2026-11-22" }));
    }
  });
});
