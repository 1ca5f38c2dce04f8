import { CLUSTER_TOOLS, CLIENT_TOOLS, type Toolbox, type ToolName } from "@pmp/tools";
import type { StartOptions } from "./options.ts";
import type { ClusterBinaries } from "./cluster/processes.ts";

/** What a start needs: everything for a node of its own; beside a cluster, an emulator unless one runs already. */
export function toolsFor({ context, kind }: Pick<StartOptions, "context" | "kind">): readonly ToolName[] {
  if (kind !== undefined) return CLIENT_TOOLS;
  if (context === undefined) return CLUSTER_TOOLS;
  return context.emulator === undefined ? [...CLIENT_TOOLS, "fakecloud"] : CLIENT_TOOLS;
}

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
