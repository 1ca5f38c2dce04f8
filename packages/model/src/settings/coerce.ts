import { z } from "zod";
import { isTree, type Tree } from "../tree.ts";
import { bare, takesBooleans } from "./field.ts";

/**
 * Converts a value to the type of its schema if the intention is unambiguous: Pulumi's command line stores `0.5` as
 * text, keeps quotes, and stores a whole number where text is expected (`config set --path … 20240115`); a key without
 * a value is null. Ambiguous values are not changed, and the schema rejects them: 1.10 was parsed as 1.1 before.
 */
export function coerce(schema: z.core.$ZodType, given: unknown): unknown {
  const wanted = bare(schema);
  if (wanted instanceof z.ZodObject) return onTree(given, (tree) => coerceMembers(wanted.shape, tree));
  if (wanted instanceof z.ZodRecord) {
    if (isFree(wanted.valueType)) return structured(given);
    return onTree(given, (tree) => mapMembers(tree, (value) => coerce(wanted.valueType, value)));
  }
  if (wanted instanceof z.ZodArray) {
    const list = structured(given);
    const element: z.core.$ZodType = wanted.element;
    return Array.isArray(list) ? list.map((item: unknown) => coerce(element, item)) : list;
  }
  if (wanted instanceof z.ZodNumber) return typeof given === "string" ? (numberIn(given) ?? given) : given;
  if (wanted instanceof z.ZodBoolean) return given === "true" ? true : given === "false" ? false : given;
  return wanted instanceof z.ZodString ? asText(given, takesBooleans(wanted)) : given;
}

/** An object or a list, possibly given as text, without keys that have no value. */
export function plainly(given: unknown): unknown {
  return withoutNulls(structured(given));
}

/** The number that a text is beyond doubt: no leading zeros, no separators, no unit. */
export function numberIn(text: string): number | undefined {
  return /^-?((0|[1-9]\d*)(\.\d+)?|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Parses a value that Pulumi passes as JSON. An integer beyond the range of a number stays text. */
export function parseJson(text: string): unknown {
  const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? context?.source
      : value;
  return JSON.parse(text, exactly);
}

function asText(given: unknown, booleans: boolean): unknown {
  if (typeof given === "number" && Number.isSafeInteger(given)) return String(given);
  return booleans && typeof given === "boolean" ? String(given) : given;
}

function coerceMembers(shape: Readonly<Record<string, z.core.$ZodType>>, tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      const member = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (member === undefined) return [[key, value]];
      // A key without a value is equivalent to an absent one.
      return value === null ? [] : [[key, coerce(member, value)]];
    }),
  );
}

function onTree(given: unknown, map: (tree: Tree) => Tree): unknown {
  const tree = structured(given);
  return isTree(tree) ? map(tree) : tree;
}

function mapMembers(tree: Tree, map: (value: unknown) => unknown): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => (value === null ? [] : [[key, map(value)]])),
  );
}

/** An object or a list may be given as text too: `pulumi config set pmp-xray:sampling '{"preset": "prod"}'`. */
function structured(given: unknown): unknown {
  if (typeof given !== "string" || !/^\s*[[{]/.test(given)) return given;
  try {
    return parseJson(given);
  } catch {
    return given;
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  return isTree(value) ? mapMembers(value, withoutNulls) : value;
}

function isFree(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodUnknown;
}
