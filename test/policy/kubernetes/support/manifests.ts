import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { manifestResource, type Resource } from "../../../../policy/kit/resource.ts";

const folder = join(import.meta.dirname, "..");
const objectSchema = z.record(z.string(), z.unknown());

/** An object of Kubernetes as it stands in a manifest; tests change copies of it. */
export type Manifest = z.infer<typeof objectSchema>;

/** The objects of a file of this folder, anew on each call. */
export function readManifests(file: string): Manifest[] {
  const documents = parseAllDocuments(readFileSync(join(folder, file), "utf8"), { uniqueKeys: true });
  return documents.map((document) => {
    assert.deepEqual(document.errors, [], file);
    return objectSchema.parse(document.toJS());
  });
}

/** The objects that no policy finds anything wrong with. */
export function good(): Manifest[] {
  return readManifests("good.yaml");
}

/** One of the good objects. */
export function goodObject(kind: string, name: string): Manifest {
  return find(good(), kind, name);
}

function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find(
    (each) => each.kind === kind && z.object({ name: z.string() }).parse(each.metadata).name === name,
  );
  assert.ok(found, `${kind} ${name}`);
  return found;
}

/** Good objects of which some values are changed: `{ "Deployment api": { "spec.replicas": 1 } }`; undefined removes one. */
export function goodWith(changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Manifest[] {
  const manifests = good();
  for (const [which, values] of Object.entries(changes)) {
    const [kind = "", name = ""] = which.split(" ");
    for (const [path, value] of Object.entries(values)) put(find(manifests, kind, name), path, value);
  }
  return manifests;
}

/** Good objects without one. */
export function goodWithout(kind: string, name: string): Manifest[] {
  const manifests = good();
  const gone = find(manifests, kind, name);
  return manifests.filter((each) => each !== gone);
}

/** The keys of `spec.containers[0].ports["a.b"]`. */
function keysOf(path: string): string[] {
  return [...path.matchAll(/\["([^"]+)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, word]) => quoted ?? index ?? word!,
  );
}

/** Sets the value at a path, making what is above it; undefined removes it. */
export function put(manifest: Manifest, path: string, value: unknown): void {
  const keys = keysOf(path);
  const last = keys.pop()!;
  let at: Record<string, unknown> = manifest;
  for (const key of keys)
    at = z
      .custom<Record<string, unknown>>((inner) => typeof inner === "object" && inner !== null)
      .parse((at[key] ??= {}));
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
}

export function resources(manifests: readonly Manifest[]): Resource[] {
  return manifests.map(manifestResource);
}
