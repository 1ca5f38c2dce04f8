import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { toFallbackFile } from "@pmp/planning";
import { parseFallbackFile } from "@pmp/sampling";
import { platformOf } from "../../packages/tracing/src/segment/platform.ts";
import { readSettings } from "../../packages/tracing/src/settings.ts";
import { stagePresets } from "../../charts/tooling/stage-values.ts";
import { render, stages, template } from "./support/chart.ts";
import type { RenderOptions } from "./support/chart.ts";
import { find, installed, names, podOf } from "./support/manifests.ts";
import type { Container, PodSpec } from "./support/manifests.ts";

async function pod(options: RenderOptions = {}): Promise<PodSpec> {
  return podOf(find(await render(options), "Deployment", "pmp-api"))!.spec;
}

async function container(options: RenderOptions = {}): Promise<Container> {
  return (await pod(options)).containers[0]!;
}

async function config(options: RenderOptions = {}): Promise<Readonly<Record<string, string>>> {
  return find(await render(options), "ConfigMap", "pmp-api-config").data!;
}

const rules = toFallbackFile(definePlan({ preset: "prod" })).SamplingRules;

describe("chart: API", () => {
  it("gets the agent's address as the Service's short name, and what else it reads, from pmp-api-config", async () => {
    assert.deepEqual(await config({ namespace: "shop", values: { region: "eu-west-1", sampling: { rules } } }), {
      NODE_ENV: "production",
      PORT: "3001",
      OTEL_SERVICE_NAME: "pmp-api",
      AWS_REGION: "eu-west-1",
      AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2000",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      PMP_SAMPLING_PLAN_FILE: "/etc/pmp/sampling-plan.json",
    });
    assert.deepEqual((await container()).envFrom, [{ configMapRef: { name: "pmp-api-config" } }]);
  });

  it("names its version by the tag, by the chart when there is neither tag nor digest, and not at all by a digest", async () => {
    const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
    const version = async (image: object): Promise<readonly unknown[]> => {
      const { env, image: reference } = await container({ values: { api: { image } } });
      const attributes = env?.find((each) => each.name === "OTEL_RESOURCE_ATTRIBUTES")?.value;
      return [/service\.version=([^,]*)/.exec(attributes!)?.[1], reference];
    };
    assert.deepEqual(await version({}), ["0.1.0", "pmp-api:0.1.0"]);
    assert.deepEqual(await version({ tag: "7" }), ["7", "pmp-api:7"]);
    assert.deepEqual(await version({ tag: "7", digest }), ["7", `pmp-api:7@${digest}`]);
    assert.deepEqual(await version({ digest }), [undefined, `pmp-api@${digest}`]);
  });

  it("can have a path for each probe, so that a database that is away restarts nothing", async () => {
    const { startupProbe, readinessProbe, livenessProbe } = await container({
      values: { api: { healthPath: "/health", readinessPath: "/readyz", livenessPath: "/livez" } },
    });
    const paths = [startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet?.path);
    assert.deepEqual(paths, ["/health", "/readyz", "/livez"]);
    const own = await container({ values: { api: { startupPath: "/started" } } });
    assert.equal(own.startupProbe?.httpGet?.path, "/started");
    assert.equal(own.livenessProbe?.httpGet?.path, "/api/health");
  });

  it("refuses every variable that the chart sets itself", async () => {
    const set = [
      ...Object.keys(await config({ values: { sampling: { rules } } })),
      ...(await container()).env!.map((each) => each.name),
    ];
    const env = Object.fromEntries(set.map((name) => [name, "x"]));
    const { ok, stderr } = await template({ values: { api: { env } } });
    assert.equal(ok, false);
    assert.deepEqual(
      set.filter((name) => !stderr.includes(`- api.env.${name}: would hide what the chart sets.`)),
      [],
    );
  });

  for (const [stage, nodeEnv] of [
    ["dev", "development"],
    ["staging", "production"],
    ["prod", "production"],
    ["local", "development"],
  ] as const) {
    it(`runs with NODE_ENV=${nodeEnv} in stage ${stage}, and its traces say the stage`, async () => {
      assert.equal((await config({ stage })).NODE_ENV, nodeEnv);
      const attributes = (await container({ stage })).env?.find(
        (each) => each.name === "OTEL_RESOURCE_ATTRIBUTES",
      )?.value;
      assert.match(attributes!, new RegExp(`(^|,)deployment\\.environment\\.name=${stage}(,|$)`));
    });
  }

  it("tells X-Ray where it runs; the pod's own names are expanded by the kubelet, so they are declared before", async () => {
    const env = (await container()).env!;
    assert.deepEqual(
      env.map((each) => [each.name, each.valueFrom?.fieldRef?.fieldPath ?? each.value]),
      [
        ["K8S_NAMESPACE_NAME", "metadata.namespace"],
        ["K8S_POD_NAME", "metadata.name"],
        ["K8S_NODE_NAME", "spec.nodeName"],
        [
          "OTEL_RESOURCE_ATTRIBUTES",
          "cloud.provider=aws,cloud.platform=aws_eks,cloud.region=us-east-1,deployment.environment.name=prod," +
            "service.version=0.1.0,k8s.namespace.name=$(K8S_NAMESPACE_NAME),k8s.pod.name=$(K8S_POD_NAME)," +
            "k8s.node.name=$(K8S_NODE_NAME)",
        ],
      ],
    );
  });

  it("names the cluster and the log groups, from which the API's segments get their aws block", async () => {
    const groups = ["/aws/containerinsights/shop/application", "/shop/api"];
    const { env } = await container({ values: { clusterName: "shop", api: { logGroups: groups } } });
    const { value } = env!.find((each) => each.name === "OTEL_RESOURCE_ATTRIBUTES")!;
    // As the kubelet does.
    const expanded = value!.replaceAll("$(K8S_POD_NAME)", "pmp-api-7d9f8b6c5-x2x7z");
    const { resource } = readSettings({ OTEL_RESOURCE_ATTRIBUTES: expanded });
    assert.deepEqual(platformOf(resource), {
      region: "us-east-1",
      eks: { cluster_name: "shop", pod: "pmp-api-7d9f8b6c5-x2x7z" },
      cloudwatch_logs: groups.map((log_group) => ({ log_group })),
    });
  });

  it("takes further environment", async () => {
    assert.equal((await config({ values: { api: { env: { LOG_LEVEL: "debug" } } } })).LOG_LEVEL, "debug");
  });

  it("listens on its port, which the Service and the probes find by name", async () => {
    const manifests = await render({
      values: { api: { containerPort: 8080, servicePort: 8000, healthPath: "/healthz" } },
    });
    const api = podOf(find(manifests, "Deployment", "pmp-api"))!.spec.containers[0]!;
    assert.deepEqual(api.ports, [{ name: "http", containerPort: 8080, protocol: "TCP" }]);
    assert.equal(find(manifests, "ConfigMap", "pmp-api-config").data!.PORT, "8080");
    assert.deepEqual(find(manifests, "Service", "pmp-api").spec, {
      type: "ClusterIP",
      selector: { "app.kubernetes.io/name": "pmp-api", "app.kubernetes.io/instance": "pmp" },
      ports: [{ name: "http", port: 8000, targetPort: "http", protocol: "TCP" }],
    });
    for (const probe of [api.startupProbe, api.readinessProbe, api.livenessProbe]) {
      assert.deepEqual(probe?.httpGet, { path: "/healthz", port: "http" });
    }
  });

  it("is replaced pod by pod, without a moment with fewer, and answers while it is taken out of the Service", async () => {
    const manifests = await render({
      values: { api: { replicas: 5, preStopSeconds: 9, terminationGracePeriodSeconds: 50 } },
    });
    const deployment = find(manifests, "Deployment", "pmp-api");
    const { replicas, strategy } = deployment.spec as { replicas: number; strategy: unknown };
    assert.equal(replicas, 5);
    assert.deepEqual(strategy, { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    const spec = podOf(deployment)!.spec;
    assert.equal(spec.terminationGracePeriodSeconds, 50);
    assert.deepEqual(spec.containers[0]!.lifecycle, { preStop: { sleep: { seconds: 9 } } });
  });

  it("spreads over zones and nodes, each version on its own, without refusing to start", async () => {
    const labelSelector = { matchLabels: { "app.kubernetes.io/name": "pmp-api", "app.kubernetes.io/instance": "pmp" } };
    const rest = {
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector,
      matchLabelKeys: ["pod-template-hash"],
    };
    assert.deepEqual((await pod()).topologySpreadConstraints, [
      { topologyKey: "topology.kubernetes.io/zone", ...rest },
      { topologyKey: "kubernetes.io/hostname", ...rest },
    ]);
  });

  it("runs as a numeric user with a writable /tmp and nothing else to write to", async () => {
    const spec = await pod({ values: { api: { runAsUser: 1234 } } });
    assert.deepEqual(spec.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1234,
      runAsGroup: 1234,
      fsGroup: 1234,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(spec.volumes, [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }]);
    assert.deepEqual(spec.containers[0]!.volumeMounts, [{ name: "tmp", mountPath: "/tmp" }]);
  });

  it("has no identity for AWS: its service account has no annotation", async () => {
    assert.equal(find(await render(), "ServiceAccount", "pmp-api").metadata.annotations, undefined);
  });

  it("is left out with api.enabled=false", async () => {
    const from = [{ namespaceSelector: {} }];
    const manifests = await render({
      values: { api: { enabled: false }, networkPolicy: { agent: { from } }, sampling: { rules } },
    });
    assert.deepEqual(names(installed(manifests)), [
      "ConfigMap/xray-config",
      "DaemonSet/xray-daemon",
      "NetworkPolicy/xray-daemon",
      "Service/xray-daemon",
      "ServiceAccount/xray-daemon",
    ]);
  });

  describe("sampling fallback", () => {
    it("is the plan's fallback file, at the path that PMP_SAMPLING_PLAN_FILE names", async () => {
      const manifests = await render({ values: { sampling: { rules } } });
      const { data } = find(manifests, "ConfigMap", "pmp-api-sampling");
      assert.deepEqual(Object.keys(data!), ["sampling-plan.json"]);
      assert.deepEqual(JSON.parse(data!["sampling-plan.json"]!), { version: 1, SamplingRules: rules });
      const spec = podOf(find(manifests, "Deployment", "pmp-api"))!.spec;
      assert.deepEqual(spec.volumes?.[1], { name: "sampling", configMap: { name: "pmp-api-sampling" } });
      assert.deepEqual(spec.containers[0]!.volumeMounts?.[1], {
        name: "sampling",
        mountPath: "/etc/pmp",
        readOnly: true,
      });
    });

    for (const stage of stages) {
      it(`of values-${stage}.yaml is the plan of packages/planning, and the API can read it`, async () => {
        const { data } = find(await render({ stage }), "ConfigMap", "pmp-api-sampling");
        const file: unknown = JSON.parse(data!["sampling-plan.json"]!);
        const expected = toFallbackFile(definePlan({ preset: stagePresets[stage]! }));
        assert.deepEqual(file, expected);
        assert.deepEqual(parseFallbackFile(file), expected);
      });
    }

    it("is not there without rules", async () => {
      const manifests = await render();
      assert.ok(!names(manifests).includes("ConfigMap/pmp-api-sampling"));
      assert.equal(find(manifests, "ConfigMap", "pmp-api-config").data!.PMP_SAMPLING_PLAN_FILE, undefined);
    });
  });

  it("rolls its pods when a ConfigMap that they read changes", async () => {
    const annotations = async (values: object): Promise<unknown> =>
      podOf(find(await render({ values }), "Deployment", "pmp-api"))!.metadata.annotations;
    const before = await annotations({});
    assert.deepEqual(await annotations({ agent: { logLevel: "debug" } }), before);
    assert.notDeepEqual(await annotations({ api: { env: { LOG_LEVEL: "debug" } } }), before);
    const planned = await annotations({ sampling: { rules } });
    const changed = rules.map((rule) => (rule.RuleName === "Default" ? { ...rule, FixedRate: 0.5 } : rule));
    assert.notDeepEqual(await annotations({ sampling: { rules: changed } }), planned);
  });
});
