import { compile } from "json-schema-to-typescript";
import { isMap } from "./values-file.ts";

/** A JSON schema, or any part of one. */
type Json = Readonly<Record<string, unknown>>;

const BANNER = `/* eslint-disable */
/**
 * The values of charts/pmp-xray, from its values.schema.json. Written by \`node charts/tooling/main.ts\`; not by hand.
 * What each value means is in charts/pmp-xray/values.yaml.
 */`;

/** TypeScript types of the chart's values, for programs that set them. */
export async function valueTypes(schema: Json): Promise<string> {
  return await compile({ ...strip(schema), title: "ChartValues" }, "ChartValues", {
    additionalProperties: false,
    bannerComment: BANNER,
    format: false,
    // Limits on the length of a list would become tuples of every length.
    ignoreMinAndMaxItems: true,
  });
}

/** Without what says nothing about types (a reworded description changes no type), and without the old names of values. */
function strip(schema: Json): Json {
  const entries = Object.entries(schema).filter(
    ([key, value]) =>
      (key !== "description" || typeof value !== "string") && !(isMap(value) && value.deprecated === true),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, stripPart(value)]));
}

function stripPart(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(stripPart);
  return isMap(part) ? strip(part) : part;
}
