import assert from "node:assert/strict";
import { agent } from "./support/agent.ts";
import { find, podOf } from "./support/manifests.ts";

const resources = {
  requests: { cpu: "50m", memory: "256Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

describe("chart: agent", () => {
  it("runs the pinned X-Ray daemon by default, with the file that its argument names", async () => {
    const { pod, container } = await agent();
    assert.equal(pod.containers.length, 1);
    assert.equal(container.image, "public.ecr.aws/xray/aws-xray-daemon:3.6.6");
    assert.deepEqual(container.args, ["-c", "/etc/xray/cfg.yaml", "-b", "0.0.0.0:2000", "-t", "0.0.0.0:2000"]);
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
      runAsUser: 10001,
      runAsGroup: 10001,
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

  it("takes further labels and annotations of pods, beside its own", async () => {
    const { manifests } = await agent({ podLabels: { team: "platform" }, podAnnotations: { "example.com/note": "x" } });
    const { labels, annotations } = podOf(find(manifests, "DaemonSet", "xray-daemon"))!.metadata;
    assert.equal(labels!.team, "platform");
    assert.equal(labels!["app.kubernetes.io/name"], "xray-daemon");
    assert.deepEqual(Object.keys(annotations!).sort(), ["checksum/config", "example.com/note"]);
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
});
