import { definitions } from "./definitions.ts";
import type { Schema } from "./json-schema.ts";
import type { DocumentedValue } from "./values-file.ts";

/** Old names of values, and what each is called now: dotted paths. */
export type Renamed = Readonly<Record<string, string>>;

/**
 * values.schema.json of the chart: closed at every level. No key is required: Helm drops a key with a null value (an
 * empty section) before validation, and the templates then use its default.
 */
export function valuesSchema(values: readonly DocumentedValue[], renamed: Renamed): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the chart pmp-xray",
    ...objectSchema([], values, renamed, {
      // A parent chart's `condition: NAME.enabled` reads this chart's values.
      enabled: { type: "boolean", description: "Read by a parent chart's condition; this chart does not read it." },
    }),
    definitions,
  };
}

function objectSchema(
  path: readonly string[],
  values: readonly DocumentedValue[],
  renamed: Renamed,
  more: Readonly<Record<string, Schema>> = {},
): Schema {
  const entries = values.map((value): [string, Schema] => [value.path.at(-1) ?? "", valueSchema(value, renamed)]);
  return {
    type: "object",
    // Charts of a parent chart share `global`; each reads its own values of it.
    additionalProperties: path.join(".") === "global",
    properties: { ...Object.fromEntries(entries), ...oldNames(path, renamed), ...more },
  };
}

/** Old names of values of one section. The schema accepts them, so that the template can report the new name. */
function oldNames(path: readonly string[], renamed: Renamed): Readonly<Record<string, Schema>> {
  const own = Object.entries(renamed).filter(([old]) => old.split(".").slice(0, -1).join(".") === path.join("."));
  return Object.fromEntries(
    own.map(([old, current]) => [
      old.split(".").at(-1) ?? "",
      { deprecated: true, description: `Renamed to ${current}; refused.` },
    ]),
  );
}

function valueSchema(value: DocumentedValue, renamed: Renamed): Schema {
  if (value.children.length > 0) return { ...describe(value), ...objectSchema(value.path, value.children, renamed) };
  const { $ref, ...rest } = value.schema;
  const inferred = "type" in rest || "enum" in rest || $ref !== undefined ? {} : { type: typeName(value.defaultValue) };
  const base = { ...describe(value), default: value.defaultValue, ...inferred, ...rest };
  // Draft 7 ignores siblings of a $ref, so it is wrapped in a list.
  return $ref === undefined ? base : { ...base, allOf: [{ $ref }] };
}

function describe(value: DocumentedValue): Schema {
  return value.description === "" ? {} : { description: value.description };
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
