import assert from "node:assert/strict";
import type { Evaluation } from "../../../offline/evaluate.ts";
import type { Registered } from "../../../offline/recording-monitor.ts";

/** The only resource of that type, and of that name if given; fails when there is none, or more than one. */
export function one({ resources }: Evaluation, type: string, name?: string): Registered {
  const found = resources.filter(
    (resource) => resource.type === type && (name === undefined || resource.name === name),
  );
  assert.equal(
    found.length,
    1,
    `one ${type} ${name ?? ""}; found ${found.map((resource) => resource.name).join(", ")}`,
  );
  return found[0]!;
}

/** All resources of a type, in order of name. */
export function all({ resources }: Evaluation, type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type).sort((a, b) => a.name.localeCompare(b.name));
}
