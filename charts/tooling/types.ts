import { compile } from "json-schema-to-typescript";

/** A JSON schema, or any part of one. */
type Json = Readonly<Record<string, unknown>>;

const BANNER = `/* eslint-disable */
/**
 * The values of charts/pmp-xray, from its values.schema.json. Written by \`node charts/tooling/main.ts\`; not by hand.
 * What each value means is in charts/pmp-xray/values.yaml.
 */`;

/** TypeScript types of the chart's values, for programs that set them. */
export async function valueTypes(schema: Json): Promise<string> {
  const bare = strip(schema);
  return await compile({ ...asRecord(bare), title: "ChartValues" }, "ChartValues", {
    additionalProperties: false,
    bannerComment: BANNER,
    format: false,
    // Limits on the length of a list would become tuples of every length.
    ignoreMinAndMaxItems: true,
  });
}

/** Without what says nothing about types: a reworded description changes no type. */
function strip(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strip);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => key !== "description" || typeof value !== "string");
  return Object.fromEntries(entries.map(([key, value]) => [key, strip(value)]));
}

function asRecord(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
