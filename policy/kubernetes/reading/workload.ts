import { type Fields, record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { podOf, type Pod } from "./pod.ts";

/** An object that makes pods, and the pod. */
export interface Workload {
  readonly object: KubernetesObject;
  readonly pod: Pod;
}

/** All objects that make pods. */
export function workloads(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    const pod = podOf(object);
    return pod === undefined ? [] : [{ object, pod }];
  });
}

/** Labels of the pods. */
export function labelsOf({ metadata }: Pod): Fields {
  return record(metadata.labels);
}

/** Objects of a kind in the same namespace as another object. */
export function inNamespaceOf(
  { namespace }: KubernetesObject,
  objects: readonly KubernetesObject[],
  kind: string,
): KubernetesObject[] {
  return objects.filter((other) => other.kind === kind && other.namespace === namespace);
}
