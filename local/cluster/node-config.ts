import { join } from "node:path";
import { network } from "./network.ts";

/** Folders that the node's configuration files point into. */
export interface NodeDirs {
  /** Certificates and generated configuration. */
  readonly config: string;
  /** Data of containerd, kubelet and the CNI plugins. */
  readonly data: string;
  /** Folder with the CNI plugins' binaries. */
  readonly cniBin: string;
  /** The runc binary. */
  readonly runc: string;
}

/** Name of the sandbox image, imported before the first pod starts. */
export const pauseImage = "pmp-xray.local/pause:1";

export function containerdSocket(dirs: Pick<NodeDirs, "data">): string {
  return join(dirs.data, "containerd", "containerd.sock");
}

/**
 * containerd's configuration (version 2, which containerd 1.6 to 2.x read).
 * `restrict_oom_score_adj`: without CAP_SYS_RESOURCE, as in many containers and VMs, every sandbox would fail
 * otherwise.
 */
export function containerdConfig(dirs: NodeDirs): string {
  const base = join(dirs.data, "containerd");
  return `version = 2
root = ${toml(join(base, "root"))}
state = ${toml(join(base, "state"))}
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = ${toml(containerdSocket(dirs))}
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${toml(pauseImage)}
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${toml(dirs.cniBin)}
    conf_dir = ${toml(join(dirs.config, "cni"))}
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = ${toml(dirs.runc)}
        SystemdCgroup = false
`;
}

/** A basic string of TOML. It escapes as JSON does. */
function toml(text: string): string {
  return JSON.stringify(text);
}

/**
 * One veth pair per pod, routed (plugin `ptp`): unlike a bridge it needs no br_netfilter for Services that lead from a
 * pod to a pod of the same node.
 */
export function cniConfig(dirs: Pick<NodeDirs, "data">): string {
  return JSON.stringify({
    cniVersion: "0.4.0",
    name: "pmp-xray",
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        ipam: {
          type: "host-local",
          dataDir: join(dirs.data, "cni"),
          ranges: [[{ subnet: network.podCidr, rangeStart: "10.244.0.10" }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
    ],
  });
}

/**
 * The kubelet's configuration. Accepts cgroup v1 and creates no cgroup hierarchy per pod, so that it also runs without
 * permission to manage the root cgroup.
 */
export function kubeletConfig(dirs: NodeDirs): string {
  return JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    cgroupDriver: "cgroupfs",
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    address: network.nodeIp,
    port: network.kubeletPort,
    readOnlyPort: 0,
    healthzPort: 0,
    tlsCertFile: join(dirs.config, "kubelet.crt"),
    tlsPrivateKeyFile: join(dirs.config, "kubelet.key"),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(dirs.config, "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    containerRuntimeEndpoint: `unix://${containerdSocket(dirs)}`,
    clusterDNS: [network.dnsServiceIp],
    clusterDomain: network.clusterDomain,
    resolvConf: join(dirs.config, "resolv.conf"),
    podLogsDir: join(dirs.data, "pod-logs"),
    volumePluginDir: join(dirs.data, "volume-plugins"),
    evictionHard: { "nodefs.available": "1%", "imagefs.available": "1%", "memory.available": "100Mi" },
    imageGCHighThresholdPercent: 100,
    // Short intervals, because a person waits for the start-up.
    syncFrequency: "10s",
    nodeStatusUpdateFrequency: "5s",
    registerNode: true,
    serializeImagePulls: false,
    shutdownGracePeriod: "0s",
  });
}

/** kube-proxy's configuration: iptables mode; the conntrack limits of the machine are left alone. */
export function kubeProxyConfig(dirs: Pick<NodeDirs, "config">): string {
  return JSON.stringify({
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "iptables",
    clientConnection: { kubeconfig: join(dirs.config, "proxy.conf") },
    clusterCIDR: network.podCidr,
    hostnameOverride: network.nodeName,
    conntrack: { maxPerCore: 0 },
    metricsBindAddress: "127.0.0.1:10249",
    healthzBindAddress: "127.0.0.1:10256",
  });
}
