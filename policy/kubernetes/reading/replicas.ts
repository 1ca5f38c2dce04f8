import { at, record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { isUnset } from "./fields.ts";
import { inNamespaceOf } from "./workload.ts";

/** Kinds whose pods the eviction API can take one by one from a node. */
const REPLICATED = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

/** How many pods an object asks for at the least: its own replicas, or those of the autoscaler that sets them. */
export function replicasOf(object: KubernetesObject, objects: readonly KubernetesObject[]): number {
  if (!REPLICATED.includes(object.kind)) return 0;
  const autoscaler = inNamespaceOf(object, objects, "HorizontalPodAutoscaler").find(({ content }) => {
    const target = record(at(content, ["spec", "scaleTargetRef"]));
    return target.kind === object.kind && target.name === object.name;
  });
  const replicas =
    autoscaler === undefined
      ? at(object.content, ["spec", "replicas"])
      : at(autoscaler.content, ["spec", "minReplicas"]);
  // Both default to 1.
  return isUnset(replicas) ? 1 : Number(replicas);
}
