import { at, type Fields, record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";

/** The pod of an object: itself, or its template. */
export interface Pod {
  readonly spec: Fields;
  /** Path of the spec within the object, such as spec.template.spec. */
  readonly path: string;
  /** The pod's own metadata: for a Deployment that of its template. */
  readonly metadata: Fields;
  readonly metadataPath: string;
}

/** The path of the pod in Kubernetes' own kinds. */
const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ["Pod", []],
  ["PodTemplate", ["template"]],
  ["Deployment", ["spec", "template"]],
  ["DaemonSet", ["spec", "template"]],
  ["StatefulSet", ["spec", "template"]],
  ["ReplicaSet", ["spec", "template"]],
  ["ReplicationController", ["spec", "template"]],
  ["Job", ["spec", "template"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);

/**
 * The pod of an object, or undefined if it has none. Custom resources (an Argo Rollout, a Knative Service) count if
 * they have containers at the same path as a Deployment.
 */
export function podOf(object: KubernetesObject): Pod | undefined {
  const keys = TEMPLATES.get(object.kind) ?? customTemplate(object);
  if (keys === undefined) return undefined;
  const template = record(at(object.content, keys));
  return {
    spec: record(template.spec),
    path: [...keys, "spec"].join("."),
    metadata: record(template.metadata),
    metadataPath: [...keys, "metadata"].join("."),
  };
}

function customTemplate({ apiVersion, content }: KubernetesObject): readonly string[] | undefined {
  if (isBuiltIn(apiVersion)) return undefined;
  const keys = ["spec", "template"];
  return Array.isArray(at(content, [...keys, "spec", "containers"])) ? keys : undefined;
}

/** Groups of Kubernetes itself have no dot (apps, batch) or end in k8s.io. */
function isBuiltIn(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return !group.includes(".") || group.endsWith(".k8s.io");
}

/** Pods that run to completion (jobs, tests). */
export function runsToItsEnd(object: KubernetesObject, { spec }: Pod): boolean {
  if (object.kind === "Job" || object.kind === "CronJob") return true;
  return spec.restartPolicy === "Never" || spec.restartPolicy === "OnFailure";
}

/** Windows has no Linux capabilities, seccomp or privilege escalation; the API server refuses those fields there. */
export function isWindows({ spec }: Pod): boolean {
  return record(spec.os).name === "windows";
}
