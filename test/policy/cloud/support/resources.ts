import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as policySdk from "@pulumi/policy";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { parse } from "yaml";
import { z } from "zod";
import type { Resource } from "../../../../policy/kit/resource.ts";
import { put } from "../../kubernetes/support/manifests.ts";

const folder = join(import.meta.dirname, "..");
const fileSchema = z.array(
  z.strictObject({ type: z.string(), name: z.string(), props: z.record(z.string(), z.unknown()) }),
);

/** A resource as the files of this folder have it. */
export type Given = z.infer<typeof fileSchema>[number];

// The SDK exports it, but leaves it out of its types.
const { unknownCheckingProxy } = z
  .object({
    unknownCheckingProxy: z.custom<(props: unknown) => Resource["props"]>((value) => typeof value === "function"),
  })
  .parse({ ...policySdk });

/** The resources of a file of this folder, anew on each call. */
export function read(file: string): Given[] {
  return fileSchema.parse(parse(readFileSync(join(folder, file), "utf8"), { merge: true }));
}

function urn(type: string, name: string): string {
  return `urn:pulumi:prod::shop::${type}::${name}`;
}

export function resources(given: readonly Given[]): Resource[] {
  return given.map(({ type, name, props }) => ({ type, name, props, urn: urn(type, name) }));
}

/** The resources as a policy gets them in a preview: reading a value that isn't known yet throws what the SDK throws. */
export function inPreview(given: readonly Given[], unknown: Readonly<Record<string, string>>): Resource[] {
  for (const [name, path] of Object.entries(unknown)) {
    const found = given.find((resource) => resource.name === name);
    assert.ok(found, name);
    put(found.props, path, unknownValue);
  }
  return resources(given).map((resource) => ({ ...resource, props: unknownCheckingProxy(resource.props) }));
}

/** A good resource with some values changed; undefined removes one. */
export function goodWith(type: string, changes: Readonly<Record<string, unknown>>): Resource {
  const found = read("good.yaml").find((resource) => resource.type === type);
  assert.ok(found, type);
  for (const [path, value] of Object.entries(changes)) put(found.props, path, value);
  return resources([found])[0]!;
}
