import { join } from "node:path";

/** Where a running local cluster keeps its files; the folder is deleted when the cluster stops. */
export interface ClusterPaths {
  /** The folder itself. */
  readonly root: string;
  /** The running processes and their ports, read by `npm stop` and a second `npm start`. */
  readonly state: string;
  /** One log file per process. */
  readonly logs: string;
  /** Unix sockets that cross the network namespace. */
  readonly sockets: string;
  /** Data of etcd, containerd and kubelet. */
  readonly data: string;
  /** Generated configuration files and certificates. */
  readonly config: string;
  /** Pulumi's file backend and its home folder. */
  readonly pulumi: string;
  /** A kubeconfig for the person at the terminal. */
  readonly kubeconfig: string;
  /** Present from before a kind cluster is made until it has been removed. */
  readonly kind: string;
}

export function clusterPaths(cache: string): ClusterPaths {
  const root = join(cache, "cluster");
  return {
    root,
    state: join(root, "state.json"),
    logs: join(root, "logs"),
    sockets: join(root, "sockets"),
    data: join(root, "data"),
    config: join(root, "config"),
    pulumi: join(root, "pulumi"),
    kubeconfig: join(root, "kubeconfig"),
    kind: join(root, "kind"),
  };
}
