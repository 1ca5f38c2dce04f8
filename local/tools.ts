import { CLUSTER_TOOLS, CLIENT_TOOLS, type Toolbox } from "@pmp/tools";
import type { ClusterBinaries } from "./cluster/processes.ts";

/** Tools for a cluster with its own node. */
export const clusterTools = CLUSTER_TOOLS;
/** Tools for a user's cluster. */
export const contextTools = CLIENT_TOOLS;

/** The programs of the cluster, by @pmp/tools. */
export function clusterBinaries(toolbox: Toolbox): ClusterBinaries {
  return {
    etcd: toolbox.tool("etcd"),
    kubeApiserver: toolbox.tool("kube-apiserver"),
    kubeControllerManager: toolbox.tool("kube-controller-manager"),
    kubeScheduler: toolbox.tool("kube-scheduler"),
    kubelet: toolbox.tool("kubelet"),
    kubeProxy: toolbox.tool("kube-proxy"),
    containerd: toolbox.tool("containerd"),
    ctr: toolbox.file("containerd", "ctr"),
    kubectl: toolbox.tool("kubectl"),
    fakecloud: toolbox.tool("fakecloud"),
  };
}
