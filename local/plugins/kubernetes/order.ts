import type { KubernetesObject } from "./object.ts";

const annotation = "config.kubernetes.io/depends-on";

/**
 * How the annotation names an object: `/namespaces/NAMESPACE/KIND/NAME` in the core group, with the group before it
 * elsewhere.
 */
function reference({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return namespace === undefined ? `${group}/${kind}/${name}` : `${group}/namespaces/${namespace}/${kind}/${name}`;
}

function annotated({ metadata }: KubernetesObject): readonly string[] {
  const annotations: unknown = metadata.annotations;
  if (typeof annotations !== "object" || annotations === null || !(annotation in annotations)) return [];
  return String((annotations as Readonly<Record<string, unknown>>)[annotation])
    .split(",")
    .map((each) => each.trim());
}

/** An object and its dependencies. */
export interface Ordered {
  readonly object: KubernetesObject;
  readonly after: readonly KubernetesObject[];
}

/**
 * A chart's objects, each after its dependencies. Like the official provider, it considers only the annotation, and a
 * namespace or CRD before its objects. All others are created concurrently.
 * @throws Error if the annotation names an unknown object, or if dependencies are circular.
 */
export function inOrder(objects: readonly KubernetesObject[]): readonly Ordered[] {
  const after = new Map(objects.map((object) => [object, dependencies(object, objects)]));
  const ordered: Ordered[] = [];
  const placed = new Set<KubernetesObject>();
  while (placed.size < objects.length) {
    const next = objects.filter((each) => !placed.has(each) && (after.get(each) ?? []).every((one) => placed.has(one)));
    if (next.length === 0) throw new Error(`${annotation}: objects wait for each other`);
    for (const object of next) {
      placed.add(object);
      ordered.push({ object, after: after.get(object) ?? [] });
    }
  }
  return ordered;
}

function dependencies(object: KubernetesObject, objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const named = annotated(object).map((name) => {
    const found = objects.find((each) => reference(each) === name);
    if (found !== undefined) return found;
    throw new Error(`${reference(object)}: ${annotation} names ${name}, which is not an object of this chart`);
  });
  const known = objects.filter(
    (each) =>
      each !== object &&
      ((each.kind === "Namespace" && each.metadata.name === object.metadata.namespace) ||
        (each.kind === "CustomResourceDefinition" && isOfKind(object, each))),
  );
  return [...new Set([...named, ...known])];
}

function isOfKind(object: KubernetesObject, definition: KubernetesObject): boolean {
  const { spec } = definition as { spec?: { group?: unknown; names?: { kind?: unknown } } };
  return spec?.names?.kind === object.kind && object.apiVersion.startsWith(`${String(spec.group)}/`);
}
