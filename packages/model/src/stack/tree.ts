import type { YamlValue } from "./yaml.ts";

export type YamlTree = Readonly<Record<string, YamlValue>>;

export function isTree(value: YamlValue | undefined): value is YamlTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
