import type { ClusterState } from "../../local/cluster/state.ts";

/** The state of a cluster that runs in its own namespaces; its supervisor is `pid`, which started at `startTime`. */
export function clusterState(
  pid: number,
  startTime: string,
  access: Partial<ClusterState["access"]> = {},
): ClusterState {
  return {
    supervisor: { pid, startTime },
    startedAt: "2030-01-02T03:04:05.000Z",
    mode: "own",
    access: {
      apiUrl: "http://127.0.0.1:3001",
      emulatorUrl: "http://127.0.0.1:4566",
      emulatorUrlInCluster: "http://10.244.0.1:4566",
      issuer: "https://kubernetes.default.svc.cluster.local",
      kubeconfig: "/cache/cluster/kubeconfig",
      kubectl: "/cache/tools/kubectl",
      ...access,
    },
  };
}
