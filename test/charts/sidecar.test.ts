import assert from "node:assert/strict";
import { parse } from "yaml";
import { env } from "./support/agent.ts";
import { render } from "./support/chart.ts";
import { find, installed, names, podOf } from "./support/manifests.ts";
import type { Manifest, PodSpec } from "./support/manifests.ts";

const roleArn = "arn:aws:iam::123456789012:role/pmp-xray-daemon";

async function sidecar(
  agent: object = {},
): Promise<{ readonly manifests: readonly Manifest[]; readonly pod: PodSpec }> {
  const manifests = await render({ values: { agent: { mode: "sidecar", identity: { roleArn }, ...agent } } });
  return { manifests, pod: podOf(find(manifests, "Deployment", "pmp-api"))!.spec };
}

describe("chart: agent as a sidecar, for Fargate", () => {
  it("is a container of the API's pods that starts before the API and stops after it", async () => {
    const { manifests, pod } = await sidecar();
    assert.deepEqual(
      pod.initContainers!.map((each) => [each.name, each.restartPolicy, each.lifecycle]),
      [["xray-daemon", "Always", undefined]],
    );
    assert.deepEqual(
      names(installed(manifests)).filter((name) => name.includes("xray")),
      ["ConfigMap/xray-config", "ServiceAccount/xray-daemon"],
    );
    assert.deepEqual(
      pod.volumes!.map((volume) => [volume.name, volume.configMap?.name]),
      [
        ["tmp", undefined],
        ["config", "xray-config"],
      ],
    );
  });

  it("is reached inside the pod, and by no other pod", async () => {
    const { manifests, pod } = await sidecar();
    assert.equal(find(manifests, "ConfigMap", "pmp-api-config").data!.AWS_XRAY_DAEMON_ADDRESS, "127.0.0.1:2000");
    const [container] = pod.initContainers!;
    assert.deepEqual(container!.args, ["-c", "/etc/xray/cfg.yaml", "-b", "127.0.0.1:2000", "-t", "127.0.0.1:2000"]);
    assert.equal(container!.ports, undefined);
    const { data } = find(manifests, "ConfigMap", "xray-config");
    const socket = { UDPAddress: "127.0.0.1:2000", TCPAddress: "127.0.0.1:2000" };
    assert.partialDeepStrictEqual(parse(data!["cfg.yaml"]!), { Socket: socket });
    assert.partialDeepStrictEqual(parse(data!["collector.yaml"]!), {
      extensions: { health_check: { endpoint: "0.0.0.0:13133" } },
      receivers: {
        awsxray: { endpoint: "127.0.0.1:2000", proxy_server: { endpoint: "127.0.0.1:2000" } },
        otlp: { protocols: { grpc: { endpoint: "127.0.0.1:4317" }, http: { endpoint: "127.0.0.1:4318" } } },
      },
    });
  });

  it("opens its health check only, and is probed there, when it is a collector", async () => {
    const [container] = (await sidecar({ kind: "otelCollector" })).pod.initContainers!;
    assert.deepEqual(container!.ports, [{ name: "health", containerPort: 13133, protocol: "TCP" }]);
    assert.deepEqual(container!.startupProbe?.httpGet, { path: "/", port: "health" });
  });

  it("gives the pod the agent's service account, and the role's token to the agent alone", async () => {
    const { manifests, pod } = await sidecar();
    assert.equal(pod.serviceAccountName, "xray-daemon");
    assert.equal(pod.automountServiceAccountToken, false);
    const { annotations } = find(manifests, "ServiceAccount", "xray-daemon").metadata;
    assert.deepEqual(annotations, { "eks.amazonaws.com/role-arn": roleArn });
    const pods = podOf(find(manifests, "Deployment", "pmp-api"))!.metadata.annotations!;
    assert.equal(pods["eks.amazonaws.com/skip-containers"], "pmp-api");
  });

  it("gets a token that the chart projects, and the API does not", async () => {
    const { pod } = await sidecar({ identity: { roleArn, projectToken: true } });
    const [agent] = pod.initContainers!;
    assert.equal(env(agent!).AWS_ROLE_ARN, roleArn);
    assert.ok(agent!.volumeMounts!.some((mount) => mount.name === "aws-iam-token"));
    assert.ok(!pod.containers[0]!.volumeMounts!.some((mount) => mount.name === "aws-iam-token"));
  });

  it("runs as 10001 whatever the API's user is", async () => {
    const manifests = await render({ values: { agent: { mode: "sidecar" }, api: { runAsUser: 2000 } } });
    const pod = podOf(find(manifests, "Deployment", "pmp-api"))!.spec;
    assert.equal(pod.securityContext?.runAsUser, 2000);
    assert.equal(pod.initContainers![0]!.securityContext?.runAsUser, 10001);
  });

  it("rolls the API's pods when its configuration changes", async () => {
    const checksum = async (agent: object): Promise<string> => {
      const { manifests } = await sidecar(agent);
      return podOf(find(manifests, "Deployment", "pmp-api"))!.metadata.annotations!["checksum/agent"]!;
    };
    assert.notEqual(await checksum({ bufferMB: 32 }), await checksum({}));
  });
});
