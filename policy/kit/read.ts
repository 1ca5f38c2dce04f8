import { isRecord } from "./resource.ts";

/** The text, or undefined for anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The number, or undefined for anything else. */
export function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The list; a single value is a list of one, as in AWS policy documents; nothing is an empty list. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The map, or an empty one for anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** A JSON document that is given as text, or as it is; undefined when the text isn't JSON. */
export function json(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
