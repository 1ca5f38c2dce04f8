import assert from "node:assert/strict";
import { parse } from "yaml";
import { render } from "./support/chart.ts";
import { find, podOf } from "./support/manifests.ts";
import type { Container, Manifest, PodSpec } from "./support/manifests.ts";

interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly pod: PodSpec;
  readonly container: Container;
}

async function agent(values: object = {}): Promise<Rendered> {
  const manifests = await render({ values: { agent: values } });
  const pod = podOf(find(manifests, "DaemonSet", "xray-daemon"))!.spec;
  return { manifests, pod, container: pod.containers[0]! };
}

function env(container: Container): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    (container.env ?? []).map((each) => [each.name, each.value ?? each.valueFrom?.fieldRef?.fieldPath]),
  );
}

async function config(file: "cfg.yaml" | "collector.yaml", values: object = {}): Promise<unknown> {
  const { manifests } = await agent(values);
  return parse(find(manifests, "ConfigMap", "xray-config").data?.[file] ?? "");
}

const resources = {
  requests: { cpu: "50m", memory: "256Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

describe("chart: agent", () => {
  it("runs the pinned X-Ray daemon by default, with the file that its argument names", async () => {
    const { pod, container } = await agent();
    assert.equal(pod.containers.length, 1);
    assert.equal(container.image, "public.ecr.aws/xray/aws-xray-daemon:3.6.6");
    assert.deepEqual(container.args, ["-c", "/etc/xray/cfg.yaml"]);
    assert.deepEqual(container.volumeMounts, [{ name: "config", mountPath: "/etc/xray", readOnly: true }]);
    assert.deepEqual(pod.volumes, [{ name: "config", configMap: { name: "xray-config" } }]);
    assert.deepEqual(container.resources, resources);
  });

  it("runs the pinned collector as the other kind", async () => {
    const { container } = await agent({ kind: "otelCollector" });
    assert.equal(container.image, "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0");
    assert.deepEqual(container.args, ["--config=/etc/xray/collector.yaml"]);
    assert.deepEqual(container.volumeMounts, [{ name: "config", mountPath: "/etc/xray", readOnly: true }]);
  });

  it("runs as 10001, the daemon image's user, whose name alone the kubelet could not check", async () => {
    const { pod, container } = await agent();
    assert.deepEqual(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("listens to the same UDP and TCP port 2000 in both kinds, the collector to OTLP as well", async () => {
    const xray = [
      { name: "xray-udp", containerPort: 2000, protocol: "UDP" },
      { name: "xray-tcp", containerPort: 2000, protocol: "TCP" },
    ];
    assert.deepEqual((await agent()).container.ports, xray);
    assert.deepEqual((await agent({ kind: "otelCollector" })).container.ports, [
      ...xray,
      { name: "otlp-grpc", containerPort: 4317, protocol: "TCP" },
      { name: "otlp-http", containerPort: 4318, protocol: "TCP" },
      { name: "health", containerPort: 13133, protocol: "TCP" },
    ]);
  });

  it("stands behind a Service that keeps traffic on the node, for UDP and TCP", async () => {
    const { manifests } = await agent();
    assert.deepEqual(find(manifests, "Service", "xray-daemon").spec, {
      type: "ClusterIP",
      internalTrafficPolicy: "Local",
      selector: { "app.kubernetes.io/name": "xray-daemon", "app.kubernetes.io/instance": "pmp" },
      ports: [
        { name: "xray-udp", port: 2000, targetPort: "xray-udp", protocol: "UDP" },
        { name: "xray-tcp", port: 2000, targetPort: "xray-tcp", protocol: "TCP" },
      ],
    });
  });

  it("offers OTLP through the Service when it is a collector", async () => {
    const { manifests } = await agent({ kind: "otelCollector" });
    const { ports } = find(manifests, "Service", "xray-daemon").spec as {
      ports: readonly { name: string; port: number }[];
    };
    assert.deepEqual(
      ports.map((port) => [port.name, port.port]),
      [
        ["xray-udp", 2000],
        ["xray-tcp", 2000],
        ["otlp-grpc", 4317],
        ["otlp-http", 4318],
      ],
    );
  });

  it("is probed by connecting only as a daemon, whose TCP port signs each request and sends it to AWS", async () => {
    const { container } = await agent();
    for (const probe of [container.startupProbe!, container.readinessProbe!, container.livenessProbe!]) {
      assert.deepEqual(probe.tcpSocket, { port: "xray-tcp" });
      assert.equal(probe.httpGet, undefined);
    }
  });

  it("is probed at its health check as a collector", async () => {
    const { container } = await agent({ kind: "otelCollector" });
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      assert.deepEqual(probe?.httpGet, { path: "/", port: "health" });
    }
  });

  it("is replaced without a gap: a new one is ready before the old one goes, which still listens for a while", async () => {
    const { manifests, pod, container } = await agent({ preStopSeconds: 7, terminationGracePeriodSeconds: 40 });
    const { updateStrategy } = find(manifests, "DaemonSet", "xray-daemon").spec as { updateStrategy: unknown };
    assert.deepEqual(updateStrategy, { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    assert.deepEqual(container.lifecycle, { preStop: { sleep: { seconds: 7 } } });
    assert.equal(pod.terminationGracePeriodSeconds, 40);
  });

  it("runs on every Linux node of both architectures, whatever its taints, but not on Fargate", async () => {
    const { pod } = await agent();
    assert.deepEqual(pod.tolerations, [{ operator: "Exists" }]);
    assert.deepEqual(pod.nodeSelector, { "kubernetes.io/os": "linux" });
    assert.deepEqual(pod.affinity, {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: "kubernetes.io/arch", operator: "In", values: ["amd64", "arm64"] },
                { key: "eks.amazonaws.com/compute-type", operator: "NotIn", values: ["fargate"] },
              ],
            },
          ],
        },
      },
    });
  });

  it("takes a node selector, tolerations and a priority class", async () => {
    const { pod } = await agent({
      nodeSelector: { pool: "apps" },
      tolerations: [{ key: "gpu", operator: "Exists", effect: "NoSchedule" }],
      priorityClassName: "system-node-critical",
    });
    assert.deepEqual(pod.nodeSelector, { "kubernetes.io/os": "linux", pool: "apps" });
    assert.deepEqual(pod.tolerations, [{ key: "gpu", operator: "Exists", effect: "NoSchedule" }]);
    assert.equal(pod.priorityClassName, "system-node-critical");
  });

  describe("credentials", () => {
    const roleArn = "arn:aws:iam::123456789012:role/pmp-xray-daemon";

    it("never come from the node's role", async () => {
      for (const kind of ["xrayDaemon", "otelCollector"]) {
        assert.equal(env((await agent({ kind })).container).AWS_EC2_METADATA_DISABLED, "true");
      }
    });

    it("come by IRSA when the service account names a role", async () => {
      const { manifests, container } = await agent({ identity: { roleArn } });
      const account = find(manifests, "ServiceAccount", "xray-daemon");
      assert.deepEqual(account.metadata.annotations, { "eks.amazonaws.com/role-arn": roleArn });
      assert.equal(env(container).AWS_ROLE_ARN, undefined);
    });

    it("leave the service account without a role by default, for Pod Identity", async () => {
      const { manifests } = await agent();
      assert.equal(find(manifests, "ServiceAccount", "xray-daemon").metadata.annotations, undefined);
    });

    it("come by a token that the chart projects, where no webhook does", async () => {
      const stsEndpoint = "http://10.0.0.1:4566";
      const { pod, container } = await agent({
        stsEndpoint,
        identity: { roleArn, projectToken: true },
        kind: "otelCollector",
      });
      const path = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
      assert.deepEqual(env(container), {
        AWS_REGION: "us-east-1",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_STS_REGIONAL_ENDPOINTS: "regional",
        AWS_ENDPOINT_URL_STS: stsEndpoint,
        AWS_ROLE_ARN: roleArn,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${path}/token`,
        GOMEMLIMIT: "204MiB",
      });
      assert.deepEqual(pod.volumes?.[1], {
        name: "aws-iam-token",
        projected: {
          sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com", expirationSeconds: 3600, path: "token" } }],
        },
      });
      assert.deepEqual(container.volumeMounts?.[1], { name: "aws-iam-token", mountPath: path, readOnly: true });
    });
  });

  describe("configuration of the daemon", () => {
    it("has only keys that the daemon knows, since it refuses others", async () => {
      assert.deepEqual(await config("cfg.yaml"), {
        Version: 2,
        TotalBufferSizeMB: 64,
        Region: "us-east-1",
        Endpoint: "",
        RoleARN: "",
        LocalMode: true,
        Socket: { UDPAddress: "0.0.0.0:2000", TCPAddress: "0.0.0.0:2000" },
        Logging: { LogLevel: "info", LogPath: "", LogRotation: false },
      });
    });

    it("takes the endpoint, the other account's role and the log level", async () => {
      const roleArn = "arn:aws-us-gov:iam::210987654321:role/traces";
      const written = await config("cfg.yaml", {
        endpoint: "https://xray.example.com",
        assumeRoleArn: roleArn,
        logLevel: "debug",
      });
      assert.partialDeepStrictEqual(written, {
        Endpoint: "https://xray.example.com",
        RoleARN: roleArn,
        Logging: { LogLevel: "debug" },
      });
    });

    for (const [limit, buffer] of [
      ["64Mi", 16],
      ["1Gi", 256],
      ["134217728", 32],
      ["256M", 61],
    ] as const) {
      it(`buffers ${buffer} MB, a quarter of a memory limit of ${limit}`, async () => {
        const values = { resources: { requests: { memory: "32Mi" }, limits: { memory: limit } } };
        assert.partialDeepStrictEqual(await config("cfg.yaml", values), { TotalBufferSizeMB: buffer });
      });
    }

    it("takes a buffer up to half of the memory limit", async () => {
      assert.partialDeepStrictEqual(await config("cfg.yaml", { bufferMB: 128 }), { TotalBufferSizeMB: 128 });
    });
  });

  describe("configuration of the collector", () => {
    const collector = {
      extensions: { health_check: { endpoint: "0.0.0.0:13133" } },
      receivers: {
        awsxray: {
          endpoint: "0.0.0.0:2000",
          transport: "udp",
          proxy_server: { endpoint: "0.0.0.0:2000", region: "us-east-1", local_mode: true },
        },
        otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } },
      },
      processors: {
        memory_limiter: { check_interval: "1s", limit_mib: 204, spike_limit_mib: 51 },
        batch: { timeout: "1s", send_batch_size: 50 },
      },
      exporters: { awsxray: { region: "us-east-1", local_mode: true, indexed_attributes: [] } },
      service: {
        extensions: ["health_check"],
        telemetry: { logs: { level: "info" } },
        pipelines: {
          traces: { receivers: ["awsxray", "otlp"], processors: ["memory_limiter", "batch"], exporters: ["awsxray"] },
        },
      },
    };

    it("listens for other pods on every port, and limits memory before it batches", async () => {
      assert.deepEqual(await config("collector.yaml"), collector);
    });

    it("sends segments and sampling calls to the same endpoint, with the same role", async () => {
      const endpoint = "http://10.0.0.1:4566";
      const assumeRoleArn = "arn:aws:iam::210987654321:role/traces";
      assert.partialDeepStrictEqual(
        await config("collector.yaml", { endpoint, assumeRoleArn, indexedAttributes: ["user_tier"] }),
        {
          receivers: { awsxray: { proxy_server: { aws_endpoint: endpoint, role_arn: assumeRoleArn } } },
          exporters: { awsxray: { endpoint, role_arn: assumeRoleArn, indexed_attributes: ["user_tier"] } },
        },
      );
    });
  });

  it("keeps both files in its ConfigMap, so that an old pod finds its own while the kind is being switched", async () => {
    for (const kind of ["xrayDaemon", "otelCollector"]) {
      const { manifests } = await agent({ kind });
      assert.deepEqual(Object.keys(find(manifests, "ConfigMap", "xray-config").data!).sort(), [
        "cfg.yaml",
        "collector.yaml",
      ]);
    }
  });

  it("rolls its pods when the file they read changes, and only then", async () => {
    const checksum = async (values: object): Promise<string> => {
      const { manifests } = await agent(values);
      return podOf(find(manifests, "DaemonSet", "xray-daemon"))!.metadata.annotations!["checksum/config"]!;
    };
    const daemon = await checksum({});
    assert.notEqual(await checksum({ bufferMB: 32 }), daemon);
    assert.equal(await checksum({ indexedAttributes: ["user_tier"] }), daemon);
    const collector = await checksum({ kind: "otelCollector" });
    assert.notEqual(collector, daemon);
    assert.notEqual(await checksum({ kind: "otelCollector", indexedAttributes: ["user_tier"] }), collector);
  });
});
