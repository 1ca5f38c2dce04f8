import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isRecord, type Properties } from "../properties.ts";

/** The part of a Kubernetes object that naming and waiting need; the rest passes through untouched. */
const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

export type KubernetesObject = z.infer<typeof objectSchema>;

export function parseObject(value: unknown): KubernetesObject {
  return objectSchema.parse(value);
}

/** `kind.version.group/name` for kubectl, which is unambiguous if kinds share a name. */
export function kubectlName(object: KubernetesObject): string {
  const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  const kind = group === "" ? object.kind : `${object.kind}.${String(version)}.${String(group)}`;
  return `${kind}/${object.metadata.name}`;
}

export function namespaceArgs(object: KubernetesObject): string[] {
  return object.metadata.namespace === undefined ? [] : ["--namespace", object.metadata.namespace];
}

/** The Pulumi type token of an object, as the official provider spells it. */
export function typeToken(object: Pick<KubernetesObject, "apiVersion" | "kind">): string {
  const version = object.apiVersion.includes("/") ? object.apiVersion : `core/${object.apiVersion}`;
  return `kubernetes:${version}:${object.kind}`;
}

/** The official provider's id: `namespace/name`, or the name alone for objects without a namespace. */
export function objectId(object: KubernetesObject): string {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Kinds whose pods must be up before the object counts as created, as the official provider waits. */
export const rolloutKinds: ReadonlySet<string> = new Set(["Deployment", "DaemonSet", "StatefulSet"]);

/** The member at a dotted path, or undefined. */
function member(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

/**
 * Paths whose change requires a replacement: Kubernetes' immutable fields, and the content of a ConfigMap, which the
 * official provider replaces unless `enableConfigMapMutable` is set.
 */
export function immutableChanges(before: Properties, after: Properties, isConfigMapMutable: boolean): string[] {
  const paths = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];
  if (after.kind === "ConfigMap" && !isConfigMapMutable) paths.push("data", "binaryData");
  // A Service's selector may change; a workload's may not.
  if (rolloutKinds.has(String(after.kind))) paths.push("spec.selector");
  return paths.filter((path) => !isDeepStrictEqual(member(before, path), member(after, path)));
}
