import { z } from "zod";
import { resourcePolicy, stackPolicy, type Policy } from "../../../policy/kit/policy.ts";
import { forEachKnown } from "../../../policy/kit/unknown.ts";

const WORDS = {
  why: "Why.",
  fix: "Do something.",
  severity: "low",
  enforcement: "mandatory",
  frameworks: [],
} as const;

/** A policy on one resource: its size is not above a limit. */
export const sizeLimit: Policy = resourcePolicy({
  ...WORDS,
  name: "size-limit",
  title: "Things are small.",
  types: ["test:index:Thing", "test:other/*"],
  config: {
    max: z.int().min(1).default(10).describe("Largest size."),
    unit: z.string().default("m").describe("Unit of sizes."),
  },
  *check({ props }, { max, unit }) {
    if (typeof props.size === "number" && props.size > max) {
      yield { path: "size", message: `${props.size} ${unit} is above ${max} ${unit}.` };
    }
  },
});

/** A policy on a stack: names are unique. */
export const uniqueNames: Policy = stackPolicy({
  ...WORDS,
  name: "unique-names",
  title: "Names are unique.",
  types: ["test:index:Thing"],
  *check(resources) {
    const seen = new Set<unknown>();
    yield* forEachKnown(resources, function* ({ urn, props }) {
      if (seen.has(props.name)) yield { urn, message: `${String(props.name)} is there twice.` };
      seen.add(props.name);
    });
    if (resources.length > 3) yield { message: `${resources.length} things are too many.` };
  },
});

export function thing(name: string, props: Readonly<Record<string, unknown>>) {
  return { type: "test:index:Thing", name, urn: `urn:pulumi:prod::shop::test:index:Thing::${name}`, props };
}
