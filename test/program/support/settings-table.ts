import { bare, helpOf, sections } from "@pmp/model";
import { z } from "zod";

interface Row {
  readonly path: string;
  readonly allowed: string;
  readonly fallback: string;
}

/** Every setting of a stack, from the schema itself: where it is, what is allowed, what holds without it. */
export function settingsTable(): string {
  const rows = Object.entries(sections).flatMap(([key, schema]) => rowsOf(key, schema));
  return [
    "| setting | allowed | without it |",
    "| --- | --- | --- |",
    ...rows.map(({ path, allowed, fallback }) => `| \`${path}\` | ${cell(allowed)} | ${cell(fallback)} |`),
  ].join("\n");
}

function rowsOf(path: string, schema: z.core.$ZodType): Row[] {
  const plain = bare(schema);
  const help = helpOf(plain);
  if (help !== undefined) return [{ path, allowed: help.allowed, fallback: fallbackOf(schema) }];
  if (plain instanceof z.ZodObject) {
    const children: Readonly<Record<string, z.core.$ZodType>> = plain.shape;
    return Object.entries(children).flatMap(([key, child]) => rowsOf(`${path}.${key}`, child));
  }
  if (plain instanceof z.ZodArray) {
    const element: z.core.$ZodType = plain.element;
    // An element that is one value is there or not with its list; a member of an object is needed in each element.
    return rowsOf(`${path}[]`, element).map((row) =>
      row.path === `${path}[]` ? { ...row, fallback: fallbackOf(schema) } : row,
    );
  }
  if (plain instanceof z.ZodRecord) {
    const allowed = helpOf(plain.keyType)?.allowed;
    return [{ path: `${path}.*`, allowed: allowed ?? "see the chart's README", fallback: fallbackOf(schema) }];
  }
  throw new Error(`${path} has no help and no parts`);
}

function fallbackOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodDefault) return `\`${JSON.stringify(schema.def.defaultValue)}\``;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return "not set";
  return "required";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
