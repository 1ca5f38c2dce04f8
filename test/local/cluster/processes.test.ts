import assert from "node:assert/strict";
import { ecsNamespace } from "../../../local/cluster/ecs-tasks.ts";
import { emulatorUrlInside, network } from "../../../local/cluster/network.ts";
import { containerdSocket } from "../../../local/cluster/node-config.ts";
import { ctrArgs, emulatorArgs, processes, type ProcessSpec } from "../../../local/cluster/processes.ts";

const dirs = { config: "/w/config", data: "/w/data", cniBin: "/t/cni", runc: "/t/runc" };
const binaries = {
  etcd: "/t/etcd",
  kubeApiserver: "/t/kube-apiserver",
  kubeControllerManager: "/t/kube-controller-manager",
  kubeScheduler: "/t/kube-scheduler",
  kubelet: "/t/kubelet",
  kubeProxy: "/t/kube-proxy",
  containerd: "/t/containerd",
  ctr: "/t/ctr",
  kubectl: "/t/kubectl",
  fakecloud: "/t/fakecloud",
};
const all = processes(binaries, dirs, {
  accountId: "123456789012",
  region: "us-east-1",
  ecsHelperImage: "pmp-xray.local/ecs-helper:0123456789ab",
});

/** The flags of a process by name; a flag without a value is on. */
function flags({ args }: Pick<ProcessSpec, "args">): Record<string, string> {
  const pairs = args.map((arg): [string, string] => {
    const [, name, value] = /^--([a-z0-9-]+)(?:=(.*))?$/.exec(arg) ?? assert.fail(`no flag: ${arg}`);
    return [name!, value ?? "true"];
  });
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, "a flag is given twice");
  return Object.fromEntries(pairs);
}

describe("local/cluster/processes", () => {
  it("has the API server check every call: by certificate or token, then by the node and role authorizers", () => {
    assert.deepEqual(flags(all.apiserver), {
      "etcd-servers": "http://127.0.0.1:2379",
      "bind-address": "0.0.0.0",
      "advertise-address": network.nodeIp,
      "secure-port": String(network.apiServerPort),
      "tls-cert-file": "/w/config/apiserver.crt",
      "tls-private-key-file": "/w/config/apiserver.key",
      "client-ca-file": "/w/config/ca.crt",
      "kubelet-certificate-authority": "/w/config/ca.crt",
      "kubelet-client-certificate": "/w/config/admin.crt",
      "kubelet-client-key": "/w/config/admin.key",
      "kubelet-preferred-address-types": "InternalIP",
      "service-account-issuer": network.issuer,
      "service-account-key-file": "/w/config/sa.pub",
      "service-account-signing-key-file": "/w/config/sa.key",
      "authorization-mode": "Node,RBAC",
      "enable-admission-plugins": "NodeRestriction",
      "service-cluster-ip-range": network.serviceCidr,
      profiling: "false",
    });
  });

  it("has etcd, which checks nobody, on loopback only", () => {
    assert.deepEqual(flags(all.etcd), {
      "data-dir": "/w/data/etcd",
      "listen-client-urls": "http://127.0.0.1:2379",
      "advertise-client-urls": "http://127.0.0.1:2379",
      "listen-peer-urls": "http://127.0.0.1:2380",
      "initial-advertise-peer-urls": "http://127.0.0.1:2380",
      "initial-cluster": "default=http://127.0.0.1:2380",
    });
  });

  it("gives each controller a service account of its own, and the tokens to the key that the API server trusts", () => {
    assert.deepEqual(flags(all.controllerManager), {
      kubeconfig: "/w/config/controller-manager.conf",
      "service-account-private-key-file": flags(all.apiserver)["service-account-signing-key-file"],
      "root-ca-file": "/w/config/ca.crt",
      "use-service-account-credentials": "true",
      "leader-elect": "false",
      "bind-address": "127.0.0.1",
      profiling: "false",
    });
  });

  it("has the scheduler on loopback", () => {
    assert.deepEqual(flags(all.scheduler), {
      kubeconfig: "/w/config/scheduler.conf",
      "leader-elect": "false",
      "bind-address": "127.0.0.1",
      profiling: "false",
    });
  });

  it("has the kubelet and kube-proxy run by their configuration files, as this node", () => {
    assert.deepEqual(flags(all.kubelet), {
      config: "/w/config/kubelet.json",
      kubeconfig: "/w/config/kubelet.conf",
      "hostname-override": network.nodeName,
      "node-ip": network.nodeIp,
      "root-dir": "/w/data/kubelet",
    });
    assert.deepEqual(flags(all.proxy), { config: "/w/config/kube-proxy.json" });
    assert.deepEqual(flags(all.containerd), { config: "/w/config/containerd.toml" });
  });

  it("has the emulator check trust policies, and listen where the pods reach it", () => {
    assert.deepEqual(flags(all.emulator), {
      addr: `0.0.0.0:${network.emulatorPort}`,
      region: "us-east-1",
      "account-id": "123456789012",
      iam: "soft",
      "verify-sigv4": "true",
      "log-level": "info",
    });
  });

  it("starts the emulator beside a cluster of the user's own where it is told to, and only there", () => {
    const args = emulatorArgs({ listen: "127.0.0.1:4566", region: "eu-west-1", accountId: "1" });
    assert.equal(flags({ args }).addr, "127.0.0.1:4566");
    assert.ok(!args.join(" ").includes("0.0.0.0"));
  });

  it("listens on every address of the namespace with just the two that pods call: the API server and the emulator", () => {
    const wide = Object.values(all).filter(({ args }) => args.some((arg) => /0\.0\.0\.0|\[::\]|=:\d/.test(arg)));
    assert.deepEqual(wide.map(({ name }) => name).sort(), ["fakecloud", "kube-apiserver"]);
  });

  it("lets the emulator, and nothing else, run ECS tasks in the cluster, where the tasks can reach it", () => {
    assert.deepEqual(all.emulator.env, {
      FAKECLOUD_ECS_BACKEND: "k8s",
      FAKECLOUD_K8S_SELF_URL: emulatorUrlInside,
      FAKECLOUD_K8S_NAMESPACE: ecsNamespace,
      FAKECLOUD_ECS_CREDS_HELPER_IMAGE: "pmp-xray.local/ecs-helper:0123456789ab",
      KUBECONFIG: "/w/config/admin.conf",
    });
    for (const { name, env } of Object.values(all)) assert.ok(name === "fakecloud" || env === undefined, name);
  });

  it("keeps every file below the cluster's two folders", () => {
    for (const { name, args } of Object.values(all)) {
      for (const arg of args) {
        const path = /=(\/.*)$/.exec(arg)?.[1];
        assert.ok(path === undefined || /^\/w\/(?:config|data)\//.test(path), `${name} ${arg}`);
      }
    }
  });

  it("waits for the three that others need, at addresses where they listen", () => {
    const ready = Object.values(all).flatMap(({ name, ready: check }) =>
      check === undefined ? [] : [{ name, ...check }],
    );
    assert.deepEqual(ready, [
      { name: "etcd", url: "http://127.0.0.1:2379/health", auth: "none" },
      { name: "kube-apiserver", url: `https://127.0.0.1:${network.apiServerPort}/readyz`, auth: "admin" },
      { name: "fakecloud", url: `${emulatorUrlInside}/_fakecloud/health`, auth: "none" },
    ]);
  });

  it("runs the installed programs, each with a log of its own name", () => {
    const specs = Object.values(all);
    for (const { name, command } of specs) assert.equal(command, `/t/${name}`);
    assert.equal(new Set(specs.map(({ name }) => name)).size, specs.length);
  });

  it("has ctr speak to the cluster's containerd, in the namespace that the kubelet's images are in", () => {
    assert.deepEqual(ctrArgs(dirs), ["--address", containerdSocket(dirs), "--namespace", "k8s.io"]);
  });
});
