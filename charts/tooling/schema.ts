import { definitions } from "./definitions.ts";
import type { Schema } from "./definitions.ts";
import type { DocumentedValue } from "./values-file.ts";

/**
 * values.schema.json of the chart: closed at every level. No key is required: Helm drops a key with a null value (an
 * empty section) before validation, and the templates then use its default.
 */
export function valuesSchema(values: readonly DocumentedValue[]): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the chart pmp-xray",
    ...objectSchema(values, {
      // Helm itself adds `global` when the chart is a dependency of another one.
      global: { type: "object", description: "Values that a parent chart shares; this chart reads none." },
      // A parent chart's `condition: NAME.enabled` reads this chart's values.
      enabled: { type: "boolean", description: "Read by a parent chart's condition; this chart reads it not." },
    }),
    definitions,
  };
}

function objectSchema(values: readonly DocumentedValue[], more: Readonly<Record<string, Schema>> = {}): Schema {
  const entries = values.map((value): [string, Schema] => [value.path.at(-1) ?? "", valueSchema(value)]);
  return {
    type: "object",
    additionalProperties: false,
    properties: { ...Object.fromEntries(entries), ...more },
  };
}

function valueSchema(value: DocumentedValue): Schema {
  if (value.children.length > 0) return { ...describe(value), ...objectSchema(value.children) };
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
