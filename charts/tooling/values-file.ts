import { parse } from "yaml";
import type { Schema } from "./json-schema.ts";

/** One value of values.yaml: path, description, default, and the schema in its comment. */
export interface DocumentedValue {
  readonly path: readonly string[];
  readonly description: string;
  readonly defaultValue: unknown;
  readonly schema: Schema;
  /** Values below it; empty for a leaf. */
  readonly children: readonly DocumentedValue[];
}

const marker = "@schema ";

/**
 * Reads values.yaml, the one source of the chart's schema and of the README's table.
 * The comment right above a key describes it; a last line `@schema {…}` adds JSON Schema to the one derived from its
 * default. A map whose comment has no `@schema` line is a branch: its keys are documented separately.
 * @throws Error that lists every value without a description.
 */
export function readValuesFile(text: string): readonly DocumentedValue[] {
  const comments = commentsByPath(text);
  const undocumented: string[] = [];
  const values = branch([], parse(text) as unknown, comments, undocumented);
  if (undocumented.length > 0) {
    throw new Error(
      `values.yaml: no comment above ${undocumented.join(", ")}. Say what the value is, right above its key.`,
    );
  }
  return values;
}

/** All leaves, in the order of the file. */
export function leaves(values: readonly DocumentedValue[]): readonly DocumentedValue[] {
  return values.flatMap((value) => (value.children.length > 0 ? leaves(value.children) : [value]));
}

function branch(
  parent: readonly string[],
  map: unknown,
  comments: ReadonlyMap<string, readonly string[]>,
  undocumented: string[],
): readonly DocumentedValue[] {
  return Object.entries(map as Readonly<Record<string, unknown>>).map(([key, defaultValue]) => {
    const path = [...parent, key];
    const lines = comments.get(path.join(".")) ?? [];
    const annotation = lines.find((line) => line.startsWith(marker));
    const description = lines.filter((line) => line !== annotation).join(" ");
    const isBranch = isMap(defaultValue) && annotation === undefined;
    if (!isBranch && description === "") undocumented.push(path.join("."));
    return {
      path,
      description,
      defaultValue,
      schema: annotation === undefined ? {} : (parse(annotation.slice(marker.length)) as Schema),
      children: isBranch ? branch(path, defaultValue, comments, undocumented) : [],
    };
  });
}

/** The comment lines right above each key, by dotted path. values.yaml is block style with two spaces a level. */
function commentsByPath(text: string): ReadonlyMap<string, readonly string[]> {
  const comments = new Map<string, readonly string[]>();
  const path: string[] = [];
  let pending: string[] = [];
  for (const line of text.split("\n")) {
    const comment = /^ *# ?(.*)$/.exec(line)?.[1];
    const [, indent, key] = /^( *)([A-Za-z0-9]+):/.exec(line) ?? [];
    if (comment !== undefined) pending.push(comment);
    else {
      if (indent !== undefined && key !== undefined) {
        path.splice(indent.length / 2, path.length, key);
        comments.set(path.join("."), pending);
      }
      pending = [];
    }
  }
  return comments;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
