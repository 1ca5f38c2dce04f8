import { join } from "node:path";
import { network, emulatorUrlInside } from "./network.ts";
import { ecsEnv } from "./ecs-tasks.ts";
import { containerdSocket, type NodeDirs } from "./node-config.ts";

/** Absolute paths of the cluster's programs. */
export interface ClusterBinaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  readonly kubeControllerManager: string;
  readonly kubeScheduler: string;
  readonly kubelet: string;
  readonly kubeProxy: string;
  readonly containerd: string;
  readonly ctr: string;
  readonly kubectl: string;
  readonly fakecloud: string;
}

/** One process of the cluster: its name is also the name of its log file. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Polled until it answers 2xx: the process is then ready. Absent: ready as soon as it runs. */
  readonly ready?: { readonly url: string; readonly auth: "none" | "admin" };
}

/** Processes by name, with every flag; pure, so that a test can read what is started. */
export function processes(
  bin: ClusterBinaries,
  dirs: NodeDirs,
  options: { readonly accountId: string; readonly region: string; readonly ecsHelperImage: string },
): Record<
  "etcd" | "containerd" | "apiserver" | "controllerManager" | "scheduler" | "kubelet" | "proxy" | "emulator",
  ProcessSpec
> {
  const file = (name: string): string => join(dirs.config, name);
  const etcdUrl = "http://127.0.0.1:2379";
  const etcdPeer = "http://127.0.0.1:2380";
  return {
    etcd: {
      name: "etcd",
      command: bin.etcd,
      args: [
        `--data-dir=${join(dirs.data, "etcd")}`,
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=${etcdPeer}`,
        `--initial-advertise-peer-urls=${etcdPeer}`,
        `--initial-cluster=default=${etcdPeer}`,
      ],
      ready: { url: `${etcdUrl}/health`, auth: "none" },
    },
    containerd: { name: "containerd", command: bin.containerd, args: [`--config=${file("containerd.toml")}`] },
    apiserver: {
      name: "kube-apiserver",
      command: bin.kubeApiserver,
      args: [
        `--etcd-servers=${etcdUrl}`,
        "--bind-address=0.0.0.0",
        `--advertise-address=${network.nodeIp}`,
        `--secure-port=${network.apiServerPort}`,
        `--tls-cert-file=${file("apiserver.crt")}`,
        `--tls-private-key-file=${file("apiserver.key")}`,
        `--client-ca-file=${file("ca.crt")}`,
        `--kubelet-certificate-authority=${file("ca.crt")}`,
        `--kubelet-client-certificate=${file("admin.crt")}`,
        `--kubelet-client-key=${file("admin.key")}`,
        "--kubelet-preferred-address-types=InternalIP",
        `--service-account-issuer=${network.issuer}`,
        `--service-account-key-file=${file("sa.pub")}`,
        `--service-account-signing-key-file=${file("sa.key")}`,
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        `--service-cluster-ip-range=${network.serviceCidr}`,
        "--profiling=false",
      ],
      ready: { url: `https://127.0.0.1:${network.apiServerPort}/readyz`, auth: "admin" },
    },
    controllerManager: {
      name: "kube-controller-manager",
      command: bin.kubeControllerManager,
      args: [
        `--kubeconfig=${file("controller-manager.conf")}`,
        `--service-account-private-key-file=${file("sa.key")}`,
        `--root-ca-file=${file("ca.crt")}`,
        "--use-service-account-credentials",
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--profiling=false",
      ],
    },
    scheduler: {
      name: "kube-scheduler",
      command: bin.kubeScheduler,
      args: [
        `--kubeconfig=${file("scheduler.conf")}`,
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--profiling=false",
      ],
    },
    kubelet: {
      name: "kubelet",
      command: bin.kubelet,
      args: [
        `--config=${file("kubelet.json")}`,
        `--kubeconfig=${file("kubelet.conf")}`,
        `--hostname-override=${network.nodeName}`,
        `--node-ip=${network.nodeIp}`,
        `--root-dir=${join(dirs.data, "kubelet")}`,
      ],
    },
    proxy: { name: "kube-proxy", command: bin.kubeProxy, args: [`--config=${file("kube-proxy.json")}`] },
    emulator: {
      name: "fakecloud",
      command: bin.fakecloud,
      args: emulatorArgs({ listen: `0.0.0.0:${network.emulatorPort}`, ...options }),
      env: ecsEnv({ kubeconfig: file("admin.conf"), helperImage: options.ecsHelperImage }),
      ready: { url: `${emulatorUrlInside}/_fakecloud/health`, auth: "none" },
    },
  };
}

/**
 * Arguments of the AWS emulator. `soft`: AssumeRoleWithWebIdentity is checked against the role's trust policy, which
 * the proof relies on. (`strict` refuses the SDKs' unsigned AssumeRoleWithWebIdentity, which real STS accepts.)
 * `verify-sigv4`: a signature must be right and of a key that the emulator issued, so that a segment that arrived was
 * signed by a session of the agent's role.
 */
export function emulatorArgs(options: {
  readonly listen: string;
  readonly region: string;
  readonly accountId: string;
}): string[] {
  return [
    `--addr=${options.listen}`,
    `--region=${options.region}`,
    `--account-id=${options.accountId}`,
    "--iam=soft",
    "--verify-sigv4",
    "--log-level=info",
  ];
}

/** Options for `ctr` to connect to the cluster's containerd. */
export function ctrArgs(dirs: Pick<NodeDirs, "data">): string[] {
  return ["--address", containerdSocket(dirs), "--namespace", "k8s.io"];
}
