import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { isTree } from "./values.ts";

/** Folder of the chart that is part of this repository. */
export const CHART = fileURLToPath(new URL("../../charts/pmp-xray", import.meta.url));

type Tree = Readonly<Record<string, unknown>>;

/** The chart's own values. */
export function chartDefaults(): Tree {
  return tree(parse(readFileSync(`${CHART}/values.yaml`, "utf8")), "values.yaml");
}

/** The default of each value, by its dotted path. An object that is one value (`api.resources`) is whole. */
export function chartDefaultsByPath(): Tree {
  return tree(JSON.parse(readFileSync(`${CHART}/files/defaults.json`, "utf8")), "files/defaults.json");
}

/** Old names of values, and what each is called now: dotted paths. */
export function renamedValues(): Readonly<Record<string, string>> {
  const entries = Object.entries(
    tree(JSON.parse(readFileSync(`${CHART}/files/renamed.json`, "utf8")), "files/renamed.json"),
  );
  return Object.fromEntries(entries.map(([old, current]) => [old, String(current)]));
}

/**
 * Repository of the image of an agent of that kind, as the chart has it.
 *
 * @throws Error when the chart knows no such kind
 */
export function agentRepository(kind: string): string {
  const file = "files/agent-images.json";
  const image = tree(JSON.parse(readFileSync(`${CHART}/${file}`, "utf8")), file)[kind];
  if (isTree(image) && typeof image.repository === "string") return image.repository;
  throw new Error(`charts/pmp-xray/${file} has no repository for ${kind}`);
}

/** The JSON schema of the chart's values. */
export function chartSchema(): Tree {
  return tree(JSON.parse(readFileSync(`${CHART}/values.schema.json`, "utf8")), "values.schema.json");
}

function tree(value: unknown, file: string): Tree {
  if (isTree(value)) return value;
  throw new Error(`charts/pmp-xray/${file} holds no object`);
}
