import assert from "node:assert/strict";
import { ApiSchema, kubernetesVersions } from "./support/api-schema.ts";
import { deliveries, render } from "./support/chart.ts";
import type { Manifest } from "./support/manifests.ts";

/** Every option that adds an object or a field. */
const everything = {
  imagePullSecrets: [{ name: "registry" }],
  api: {
    autoscaling: { enabled: true },
    env: { LOG_LEVEL: "debug" },
    extraEnv: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "token" } } }],
    envFrom: [{ secretRef: { name: "db", optional: true }, prefix: "DB_" }, { configMapRef: { name: "more" } }],
    command: ["node"],
    args: ["--import", "@pmp/tracing/register", "server.js"],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["arm64"] }] }],
        },
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: {} } },
        ],
      },
    },
    extraVolumes: [{ name: "certificates", secret: { secretName: "certificates" } }],
    extraVolumeMounts: [{ name: "certificates", mountPath: "/etc/certificates", readOnly: true }],
    extraInitContainers: [{ name: "migrate", image: "registry.example.com/migrate:1", args: ["up"] }],
    extraContainers: [
      { name: "proxy", image: "registry.example.com/proxy:1", resources: { limits: { memory: "64Mi" } } },
    ],
    topologySpreadConstraints: [{ topologyKey: "zone", maxSkew: 1, whenUnsatisfiable: "DoNotSchedule", minDomains: 2 }],
    serviceAccountAnnotations: { team: "shop" },
    priorityClassName: "critical",
    nodeSelector: { pool: "apps" },
    tolerations: [{ key: "spot", operator: "Equal", value: "true", effect: "NoExecute", tolerationSeconds: 60 }],
    podLabels: { team: "shop" },
    podAnnotations: { "example.com/note": "x" },
    podDisruptionBudget: { maxUnavailable: "25%" },
    ingress: {
      enabled: true,
      className: "alb",
      annotations: { a: "b" },
      hosts: ["api.example.com"],
      tls: [{ secretName: "tls" }],
    },
    httpRoute: { enabled: true, parentRefs: [{ name: "shared", port: 443 }], hostnames: ["api.example.com"] },
  },
  agent: {
    identity: { roleArn: "arn:aws:iam::123456789012:role/pmp-xray-daemon", projectToken: true },
    proxy: { url: "http://proxy.example.com:3128" },
    priorityClassName: "system-node-critical",
    nodeSelector: { pool: "apps" },
    podLabels: { team: "platform" },
    podAnnotations: { "example.com/note": "x" },
    stsEndpoint: "https://sts.example.com",
  },
  networkPolicy: {
    agent: { from: [{ namespaceSelector: { matchExpressions: [{ key: "team", operator: "Exists" }] } }] },
    api: { from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }] },
  },
};

describe("chart: shape of the objects, by the API's own schemas", () => {
  let releases: readonly { readonly title: string; readonly manifests: readonly Manifest[] }[];
  before(async function () {
    this.timeout(60_000);
    const options = [...deliveries(), { title: "every option", options: { values: everything } }];
    releases = await Promise.all(
      options.map(async (each) => ({ title: each.title, manifests: await render(each.options) })),
    );
  });

  it("are there for the versions that EKS supports, and one older", () => {
    assert.deepEqual(kubernetesVersions, ["1.33", "1.34", "1.35", "1.36"]);
  });

  for (const version of kubernetesVersions) {
    it(`are right, and of no deprecated API or field, in Kubernetes ${version}`, () => {
      const schema = new ApiSchema(version);
      assert.equal(releases.length, 17);
      for (const { title, manifests } of releases) {
        assert.deepEqual(
          manifests.flatMap((manifest) => schema.problems(manifest)),
          [],
          title,
        );
      }
    });
  }
});

describe("gate: API schemas", () => {
  const schema = new ApiSchema("1.36");
  const pod = { containers: [{ name: "a", image: "a:1" }] };

  function problems(apiVersion: string, kind: string, spec: unknown): readonly string[] {
    return schema.problems({ apiVersion, kind, metadata: { name: "x" }, spec });
  }

  it("lets a right object pass", () => assert.deepEqual(problems("v1", "Pod", pod), []));

  const wrong: readonly [string, string, string, unknown, string][] = [
    [
      "an unknown field",
      "v1",
      "Pod",
      { ...pod, container: [] },
      "v1/Pod x /spec: must NOT have additional properties: container",
    ],
    [
      "a deprecated field",
      "v1",
      "Pod",
      { ...pod, serviceAccount: "x" },
      "v1/Pod x /spec/serviceAccount: boolean schema is false",
    ],
    ["a wrong type", "v1", "Pod", { ...pod, hostNetwork: "yes" }, "v1/Pod x /spec/hostNetwork: must be boolean"],
    ["a missing field", "v1", "Pod", {}, "v1/Pod x /spec: must have required property 'containers'"],
    [
      "an API that is gone",
      "policy/v1beta1",
      "PodDisruptionBudget",
      {},
      "policy/v1beta1/PodDisruptionBudget is not an API of this version",
    ],
    [
      "a wrong route",
      "gateway.networking.k8s.io/v1",
      "HTTPRoute",
      { parentRefs: [{ name: "a", port: 0 }] },
      "gateway.networking.k8s.io/v1/HTTPRoute x /spec/parentRefs/0/port: must be >= 1",
    ],
  ];
  for (const [title, apiVersion, kind, spec, problem] of wrong) {
    it(`stops ${title}`, () => assert.deepEqual(problems(apiVersion, kind, spec), [problem]));
  }
});
