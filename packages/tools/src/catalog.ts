import type { VersionRange } from "./versions.ts";

/** How to get the version of a program on PATH, and the suitable versions. */
export interface PathProbe {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly range: VersionRange;
  /** Folders to look in besides PATH. */
  readonly dirs?: readonly string[];
}

export interface ToolSpec {
  /** The executables that the tool consists of; the first one gives the tool its name and its version. */
  readonly files: readonly [string, ...string[]];
  /** Missing when the tool is this project's own build, which no PATH can hold. */
  readonly probe?: PathProbe;
}

// The API server accepts a kubelet, scheduler and controller manager of its own minor version; one minor for all of
// them keeps every pair inside the version skew policy: https://kubernetes.io/releases/version-skew-policy/
const kubernetes = { args: ["--version"], range: { from: "1.36.0", below: "1.37.0" } };

const specs = {
  helm: {
    files: ["helm"],
    probe: { args: ["version", "--template", "{{.Version}}"], range: { from: "4.1.0", below: "5.0.0" } },
  },
  // kubectl may be one minor version older or newer than the API server.
  kubectl: {
    files: ["kubectl"],
    probe: { args: ["version", "--client"], range: { from: "1.35.0", below: "1.38.0" } },
  },
  pulumi: { files: ["pulumi"], probe: { args: ["version"], range: { from: "3.250.0", below: "4.0.0" } } },
  "kube-apiserver": { files: ["kube-apiserver"], probe: kubernetes },
  "kube-controller-manager": { files: ["kube-controller-manager"], probe: kubernetes },
  "kube-scheduler": { files: ["kube-scheduler"], probe: kubernetes },
  "kube-proxy": { files: ["kube-proxy"], probe: kubernetes },
  kubelet: { files: ["kubelet"], probe: kubernetes },
  etcd: { files: ["etcd"], probe: { args: ["--version"], range: { from: "3.4.0", below: "4.0.0" } } },
  containerd: {
    files: ["containerd", "containerd-shim-runc-v2", "ctr"],
    probe: { args: ["--version"], range: { from: "1.6.0", below: "3.0.0" } },
  },
  runc: { files: ["runc"], probe: { args: ["--version"], range: { from: "1.1.0", below: "2.0.0" } } },
  "cni-plugins": {
    files: ["bridge", "ptp", "host-local", "portmap", "loopback"],
    // A plugin answers VERSION with a JSON object that starts with its newest version of the CNI specification:
    // https://www.cni.dev/docs/spec/#version-probe-plugin-version-support
    probe: {
      args: [],
      env: { CNI_COMMAND: "VERSION" },
      range: { from: "0.4.0", below: "2.0.0" },
      dirs: ["/opt/cni/bin", "/usr/lib/cni", "/usr/libexec/cni"],
    },
  },
  iptables: {
    files: ["iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"],
    probe: { args: ["--version"], range: { from: "1.8.4", below: "2.0.0" } },
  },
  conntrack: { files: ["conntrack"], probe: { args: ["--version"], range: { from: "1.4.0", below: "2.0.0" } } },
  coredns: { files: ["coredns"], probe: { args: ["-version"], range: { from: "1.11.0", below: "2.0.0" } } },
  /** The OpenTelemetry collector with the awsxray receiver and exporter: the agent of the local stack. Static. */
  collector: { files: ["collector"] },
  /** The process that holds a pod's namespaces. Static. */
  pause: { files: ["pause"] },
  fakecloud: { files: ["fakecloud"], probe: { args: ["--version"], range: { from: "0.51.0", below: "0.52.0" } } },
  /** For the tests of the page of packages/xray-local. */
  chromium: { files: ["chromium"], probe: { args: ["--version"], range: { from: "123.0.0", below: "1000.0.0" } } },
  /**
   * For the chart's tests, beside the Helm 4 that the project uses. No PATH is asked: both programs are called helm.
   */
  helm3: { files: ["helm"] },
} satisfies Record<string, ToolSpec>;

export type ToolName = keyof typeof specs;

export const TOOLS: Readonly<Record<ToolName, ToolSpec>> = specs;

export function isToolName(name: string): name is ToolName {
  return name in specs;
}

const TEST_TOOLS: readonly string[] = ["chromium", "helm3"] satisfies ToolName[];

/** Every tool of the local cluster. */
export const CLUSTER_TOOLS = Object.keys(specs).filter(
  (name): name is ToolName => isToolName(name) && !TEST_TOOLS.includes(name),
);

/** Tools that deploy a stack and look at it, on any cluster: no node, no control plane, no emulator. */
export const CLIENT_TOOLS: readonly ToolName[] = ["helm", "kubectl", "pulumi"];
