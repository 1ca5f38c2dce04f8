import type { ToolName } from "./catalog.ts";

type Architecture = "x64" | "arm64";

/** An official release file whose checksum is pinned here. */
export interface Release {
  readonly id: string;
  readonly version: string;
  readonly arch: Architecture;
  readonly url: string;
  /** `sha256:` or `sha512:` and the hexadecimal digest of the file. */
  readonly checksum: string;
  /** For each tool the path of each of its files inside the archive; for a bare executable the one path is "". */
  readonly tools: Readonly<Partial<Record<ToolName, readonly string[]>>>;
  /** Size of the file and of what is unpacked from it, in GB. */
  readonly sizeGB: number;
}

const KUBERNETES_FILES = {
  "kube-apiserver": ["kubernetes/server/bin/kube-apiserver"],
  "kube-controller-manager": ["kubernetes/server/bin/kube-controller-manager"],
  "kube-scheduler": ["kubernetes/server/bin/kube-scheduler"],
  "kube-proxy": ["kubernetes/server/bin/kube-proxy"],
  kubelet: ["kubernetes/server/bin/kubelet"],
  kubectl: ["kubernetes/server/bin/kubectl"],
} as const;

const CONTAINERD_FILES = ["bin/containerd", "bin/containerd-shim-runc-v2", "bin/ctr"];
const CNI_FILES = ["./bridge", "./ptp", "./host-local", "./portmap", "./loopback"];

/**
 * Where each checksum is published: Kubernetes in its CHANGELOG-1.36.md, helm in the notes of its release 4.1.4, Pulumi in
 * the checksum file of its release 3.255.0; etcd, containerd, runc and the CNI plugins in kubespray's checksums.yml
 * (https://github.com/kubernetes-sigs/kubespray, roles/kubespray_defaults/vars/main). Pulumi's for arm64 isn't known.
 */
export const RELEASES: readonly Release[] = [
  {
    id: "helm",
    version: "4.1.4",
    arch: "x64",
    url: "https://get.helm.sh/helm-v4.1.4-linux-amd64.tar.gz",
    checksum: "sha256:70b2c30a19da4db264dfd68c8a3664e05093a361cefd89572ffb36f8abfa3d09",
    tools: { helm: ["linux-amd64/helm"] },
    sizeGB: 0.1,
  },
  {
    id: "helm",
    version: "4.1.4",
    arch: "arm64",
    url: "https://get.helm.sh/helm-v4.1.4-linux-arm64.tar.gz",
    checksum: "sha256:13d03672be289045d2ff00e4e345d61de1c6f21c1257a45955a30e8ae036d8f1",
    tools: { helm: ["linux-arm64/helm"] },
    sizeGB: 0.1,
  },
  {
    id: "kubernetes",
    version: "1.36.0",
    arch: "x64",
    url: "https://dl.k8s.io/v1.36.0/kubernetes-server-linux-amd64.tar.gz",
    checksum:
      "sha512:1c64da92575451c2c7ff97c79b772e603995f8e76da1371a6b0746aaa27b65dce81c4d734cbb50f40e71486a8e08df36f14e12974f97d4d29e41f23a172a6a25",
    tools: KUBERNETES_FILES,
    sizeGB: 1,
  },
  {
    id: "kubernetes",
    version: "1.36.0",
    arch: "arm64",
    url: "https://dl.k8s.io/v1.36.0/kubernetes-server-linux-arm64.tar.gz",
    checksum:
      "sha512:7f95e451baedd9368a2fa637afa84c9ed1b958736540ca27a379e5e292e1a10c5d9a29539f833047574bf5d3b6f907f32dee5735acecc11aa4686f078108dcf8",
    tools: KUBERNETES_FILES,
    sizeGB: 1,
  },
  {
    id: "pulumi",
    version: "3.255.0",
    arch: "x64",
    url: "https://get.pulumi.com/releases/sdk/pulumi-v3.255.0-linux-x64.tar.gz",
    checksum: "sha256:cf559568e2c32f7fae56ea3de8ae5fa48973ba8c5aa9dd2b3dc0c8898fe50dba",
    tools: { pulumi: ["pulumi/pulumi"] },
    sizeGB: 0.4,
  },
  {
    id: "etcd",
    version: "3.5.27",
    arch: "x64",
    url: "https://github.com/etcd-io/etcd/releases/download/v3.5.27/etcd-v3.5.27-linux-amd64.tar.gz",
    checksum: "sha256:0aad9a9e4e0817a021e933f9806a2b2960a62f949ad5a3d6436d8886945cb1bc",
    tools: { etcd: ["etcd-v3.5.27-linux-amd64/etcd"] },
    sizeGB: 0.1,
  },
  {
    id: "etcd",
    version: "3.5.27",
    arch: "arm64",
    url: "https://github.com/etcd-io/etcd/releases/download/v3.5.27/etcd-v3.5.27-linux-arm64.tar.gz",
    checksum: "sha256:1277309f540c5a0329c428f95455c9f76d24f768c8d28fd2753e891c379053fa",
    tools: { etcd: ["etcd-v3.5.27-linux-arm64/etcd"] },
    sizeGB: 0.1,
  },
  {
    id: "containerd",
    version: "1.7.30",
    arch: "x64",
    url: "https://github.com/containerd/containerd/releases/download/v1.7.30/containerd-1.7.30-linux-amd64.tar.gz",
    checksum: "sha256:ca0f27e34411504acd1cd24fcbaa71b9c47d31ce9408c47c54a2dc1810ceb1df",
    tools: { containerd: CONTAINERD_FILES },
    sizeGB: 0.2,
  },
  {
    id: "containerd",
    version: "1.7.30",
    arch: "arm64",
    url: "https://github.com/containerd/containerd/releases/download/v1.7.30/containerd-1.7.30-linux-arm64.tar.gz",
    checksum: "sha256:a09c3b01b3b6935e839c8a9588b5528c57ebfca4747d816654a7d1e7575c0a63",
    tools: { containerd: CONTAINERD_FILES },
    sizeGB: 0.2,
  },
  {
    id: "runc",
    version: "1.3.4",
    arch: "x64",
    url: "https://github.com/opencontainers/runc/releases/download/v1.3.4/runc.amd64",
    checksum: "sha256:5966ca40b6187b30e33bfc299c5f1fe72e8c1aa01cf3fefdadf391668f47f103",
    tools: { runc: [""] },
    sizeGB: 0.05,
  },
  {
    id: "runc",
    version: "1.3.4",
    arch: "arm64",
    url: "https://github.com/opencontainers/runc/releases/download/v1.3.4/runc.arm64",
    checksum: "sha256:d6dcab36d1b6af1b72c7f0662e5fcf446a291271ba6006532b95c4144e19d428",
    tools: { runc: [""] },
    sizeGB: 0.05,
  },
  {
    id: "cni-plugins",
    version: "1.8.0",
    arch: "x64",
    url: "https://github.com/containernetworking/plugins/releases/download/v1.8.0/cni-plugins-linux-amd64-v1.8.0.tgz",
    checksum: "sha256:ab3bda535f9d90766cccc90d3dddb5482003dd744d7f22bcf98186bf8eea8be6",
    tools: { "cni-plugins": CNI_FILES },
    sizeGB: 0.15,
  },
  {
    id: "cni-plugins",
    version: "1.8.0",
    arch: "arm64",
    url: "https://github.com/containernetworking/plugins/releases/download/v1.8.0/cni-plugins-linux-arm64-v1.8.0.tgz",
    checksum: "sha256:57ce466fc3b79db1f19b8f4c63e07a1112306efa53c94fe810a2150dd9e07ddb",
    tools: { "cni-plugins": CNI_FILES },
    sizeGB: 0.15,
  },
];
