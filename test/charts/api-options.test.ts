import assert from "node:assert/strict";
import { render } from "./support/chart.ts";
import { find, names, podOf } from "./support/manifests.ts";
import type { Manifest, PodTemplate } from "./support/manifests.ts";
import { podSecurityViolations } from "./support/pod-security.ts";

const selector = { matchLabels: { "app.kubernetes.io/name": "pmp-api", "app.kubernetes.io/instance": "pmp" } };

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

async function api(values: object): Promise<readonly Manifest[]> {
  return render({ values: { api: values } });
}

async function pod(values: object): Promise<PodTemplate> {
  return podOf(find(await api(values), "Deployment", "pmp-api"))!;
}

describe("chart: options of the API", () => {
  describe("number of pods", () => {
    it("is the autoscaler's while it is on, by the CPU of the API's container", async () => {
      const autoscaling = { enabled: true, minReplicas: 3, maxReplicas: 7, targetCPUUtilizationPercentage: 60 };
      const manifests = await api({ autoscaling });
      assert.deepEqual(find(manifests, "HorizontalPodAutoscaler", "pmp-api").spec, {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "pmp-api" },
        minReplicas: 3,
        maxReplicas: 7,
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              container: "pmp-api",
              name: "cpu",
              target: { type: "Utilization", averageUtilization: 60 },
            },
          },
        ],
      });
      assert.ok(!("replicas" in (find(manifests, "Deployment", "pmp-api").spec as object)));
    });

    it("is a value otherwise", async () => {
      assert.ok(!names(await api({})).includes("HorizontalPodAutoscaler/pmp-api"));
    });
  });

  describe("disruption budget", () => {
    it("lets one pod go at a time, and broken ones at once", async () => {
      const { spec } = find(await api({}), "PodDisruptionBudget", "pmp-api");
      assert.deepEqual(spec, { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector });
      const percent = find(
        await api({ podDisruptionBudget: { maxUnavailable: "25%" } }),
        "PodDisruptionBudget",
        "pmp-api",
      );
      assert.partialDeepStrictEqual(percent.spec, { maxUnavailable: "25%" });
    });

    for (const [title, values] of [
      ["a single pod", { replicas: 1 }],
      ["an autoscaler that goes down to one", { autoscaling: { enabled: true, minReplicas: 1 } }],
      ["the switch", { podDisruptionBudget: { enabled: false } }],
    ] as const) {
      it(`is left out with ${title}`, async () => {
        assert.ok(!names(await api(values)).includes("PodDisruptionBudget/pmp-api"));
      });
    }

    it("counts what the autoscaler starts with, not the value it replaces", async () => {
      const values = { replicas: 1, autoscaling: { enabled: true, minReplicas: 2 } };
      assert.ok(names(await api(values)).includes("PodDisruptionBudget/pmp-api"));
    });
  });

  it("can be spread strictly", async () => {
    const { spec } = await pod({
      topologySpreadConstraints: [
        { topologyKey: "topology.kubernetes.io/zone", maxSkew: 2, whenUnsatisfiable: "DoNotSchedule" },
        { topologyKey: "kubernetes.io/hostname", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" },
      ],
    });
    const constraints = spec.topologySpreadConstraints as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(
      constraints.map(({ topologyKey, maxSkew, whenUnsatisfiable }) => [topologyKey, maxSkew, whenUnsatisfiable]),
      [
        ["topology.kubernetes.io/zone", 2, "DoNotSchedule"],
        ["kubernetes.io/hostname", 1, "ScheduleAnyway"],
      ],
    );
    for (const constraint of constraints) {
      assert.deepEqual(constraint.labelSelector, selector);
      assert.deepEqual(constraint.matchLabelKeys, ["pod-template-hash"]);
    }
    assert.equal((await pod({ topologySpreadConstraints: [] })).spec.topologySpreadConstraints, undefined);
  });

  it("takes secrets by reference only", async () => {
    const { spec } = await pod({
      extraEnv: [{ name: "STRIPE_KEY", valueFrom: { secretKeyRef: { name: "stripe", key: "api-key" } } }],
    });
    const variable = spec.containers[0]!.env!.find((each) => each.name === "STRIPE_KEY");
    assert.deepEqual(variable, { name: "STRIPE_KEY", valueFrom: { secretKeyRef: { name: "stripe", key: "api-key" } } });
  });

  it("lets what the chart sets win over envFrom", async () => {
    const { spec } = await pod({
      envFrom: [{ secretRef: { name: "db" } }, { configMapRef: { name: "more" }, prefix: "P_" }],
    });
    assert.deepEqual(spec.containers[0]!.envFrom, [
      { secretRef: { name: "db" } },
      { configMapRef: { name: "more" }, prefix: "P_" },
      { configMapRef: { name: "pmp-api-config" } },
    ]);
  });

  it("takes command, arguments, affinity and volumes as Kubernetes has them", async () => {
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "pmp-api" } } },
        ],
      },
    };
    const volume = { name: "certificates", secret: { secretName: "certificates" } };
    const mount = { name: "certificates", mountPath: "/etc/certificates", readOnly: true };
    const { spec } = await pod({
      command: ["node"],
      args: ["--import", "@pmp/tracing/register", "server.js"],
      affinity,
      extraVolumes: [volume],
      extraVolumeMounts: [mount],
    });
    const [container] = spec.containers;
    assert.deepEqual(container!.command, ["node"]);
    assert.deepEqual(container!.args, ["--import", "@pmp/tracing/register", "server.js"]);
    assert.deepEqual(spec.affinity, affinity);
    assert.deepEqual(spec.volumes?.at(-1), volume);
    assert.deepEqual(container!.volumeMounts?.at(-1), mount);
    const { spec: plain } = await pod({});
    assert.deepEqual(
      ["command", "args"].filter((key) => key in plain.containers[0]!),
      [],
    );
    assert.ok(!("affinity" in plain));
  });

  for (const [section, list] of [
    ["extraContainers", "containers"],
    ["extraInitContainers", "initContainers"],
  ] as const) {
    it(`adds ${section} that pass Pod Security "restricted", with what they set themselves`, async () => {
      const bare = { name: "bare", image: "registry.example.com/bare:1" };
      const own = {
        name: "own",
        image: "registry.example.com/own:1",
        securityContext: { runAsUser: 7, readOnlyRootFilesystem: false },
      };
      for (const mode of ["daemonset", "sidecar"]) {
        const values = { api: { [section]: [bare, own] }, agent: { mode } };
        const { metadata, spec } = podOf(find(await render({ values }), "Deployment", "pmp-api"))!;
        assert.deepEqual(podSecurityViolations(spec), []);
        const [first, second] = spec[list]!.slice(-2);
        assert.deepEqual(first, { ...bare, securityContext: restricted });
        assert.deepEqual(second, { ...own, securityContext: { ...restricted, ...own.securityContext } });
        const skipped = metadata.annotations?.["eks.amazonaws.com/skip-containers"];
        assert.equal(skipped, mode === "sidecar" ? "pmp-api,bare,own" : undefined);
      }
    });
  }

  it("takes node selector, tolerations, priority class, labels and annotations", async () => {
    const toleration = { key: "spot", operator: "Exists", effect: "NoSchedule" };
    const { metadata, spec } = await pod({
      nodeSelector: { pool: "apps" },
      tolerations: [toleration],
      priorityClassName: "critical",
      podLabels: { fargate: "yes" },
      podAnnotations: { "example.com/note": "x" },
    });
    assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux", pool: "apps" });
    assert.deepEqual(spec.tolerations, [toleration]);
    assert.equal(spec.priorityClassName, "critical");
    assert.equal(metadata.labels!.fargate, "yes");
    assert.equal(metadata.annotations!["example.com/note"], "x");
  });

  it("can have an identity of its own", async () => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/shop" };
    const manifests = await api({ serviceAccountAnnotations: annotations });
    assert.deepEqual(find(manifests, "ServiceAccount", "pmp-api").metadata.annotations, annotations);
  });

  describe("Ingress", () => {
    const backend = { service: { name: "pmp-api", port: { name: "http" } } };

    it("is there on demand, for all hosts", async () => {
      assert.ok(!names(await api({})).includes("Ingress/pmp-api"));
      const { spec, metadata } = find(await api({ ingress: { enabled: true } }), "Ingress", "pmp-api");
      assert.deepEqual(spec, { rules: [{ http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] });
      assert.equal(metadata.annotations, undefined);
    });

    it("has class, annotations, hosts, path and TLS", async () => {
      const hosts = ["api.example.com", "*.shop.example.com"];
      const annotations = { "alb.ingress.kubernetes.io/scheme": "internal" };
      const ingress = {
        enabled: true,
        className: "alb",
        annotations,
        hosts,
        path: "/api",
        tls: [{ secretName: "api-tls" }],
      };
      const { spec, metadata } = find(await api({ ingress }), "Ingress", "pmp-api");
      assert.deepEqual(metadata.annotations, annotations);
      assert.deepEqual(spec, {
        ingressClassName: "alb",
        tls: [{ secretName: "api-tls", hosts }],
        rules: hosts.map((host) => ({ host, http: { paths: [{ path: "/api", pathType: "Prefix", backend }] } })),
      });
    });
  });

  describe("HTTPRoute", () => {
    it("is there on demand, attached to the Gateways, for the Service's port", async () => {
      assert.ok(!names(await api({})).includes("HTTPRoute/pmp-api"));
      const parentRefs = [{ name: "shared", namespace: "gateways", sectionName: "https" }];
      const annotations = { "example.com/note": "x" };
      const httpRoute = { enabled: true, parentRefs, annotations, hostnames: ["api.example.com"], path: "/api" };
      const route = find(await api({ httpRoute, servicePort: 8080 }), "HTTPRoute", "pmp-api");
      assert.equal(route.apiVersion, "gateway.networking.k8s.io/v1");
      assert.deepEqual(route.metadata.annotations, annotations);
      assert.deepEqual(route.spec, {
        parentRefs,
        hostnames: ["api.example.com"],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/api" } }],
            backendRefs: [{ name: "pmp-api", port: 8080 }],
          },
        ],
      });
    });
  });
});
