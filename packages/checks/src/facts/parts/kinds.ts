import type { KubernetesRight } from "../../fact.ts";
import type { Kind } from "../../kubernetes/source.ts";

export const PODS: Kind = { group: "", version: "v1", resource: "pods" };
export const CONFIG_MAPS: Kind = { group: "", version: "v1", resource: "configmaps" };
export const NODES: Kind = { group: "", version: "v1", resource: "nodes" };
export const NAMESPACES: Kind = { group: "", version: "v1", resource: "namespaces" };
export const SERVICES: Kind = { group: "", version: "v1", resource: "services" };
export const SERVICE_ACCOUNTS: Kind = { group: "", version: "v1", resource: "serviceaccounts" };
export const DAEMON_SETS: Kind = { group: "apps", version: "v1", resource: "daemonsets" };
export const DEPLOYMENTS: Kind = { group: "apps", version: "v1", resource: "deployments" };
export const ENDPOINT_SLICES: Kind = { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" };
export const NETWORK_POLICIES: Kind = { group: "networking.k8s.io", version: "v1", resource: "networkpolicies" };

/** The right to list a kind, or another verb of it. */
export function rightTo(
  verb: KubernetesRight["verb"],
  { group, resource }: Kind,
  scope: "namespace" | "cluster" = "namespace",
): KubernetesRight {
  return { verb, group, resource, ...(scope === "cluster" && { clusterWide: true }) };
}
