import { isTree } from "../tree.ts";
import { parsePath } from "./paths.ts";
import type { YamlTree, YamlValue } from "./yaml.ts";

/** Configuration as Pulumi passes it to a program: `namespace:key` to text, JSON for other types. */
export type Config = Readonly<Record<string, string>>;

/** `stage` → `pmp-xray:stage`, and the old form `pmp-xray:config:stage` too; undefined when it is no key. */
export function fullKey(project: string, key: string): string | undefined {
  const [namespace = "", name, ...rest] = key.split(":");
  if (name === undefined) return `${project}:${namespace}`;
  if (rest.length === 0) return key;
  return rest.length === 1 && name === "config" ? `${namespace}:${rest.join("")}` : undefined;
}

/** Values as text. A null by itself is an empty text, as the engine has it. */
export function toConfig(values: YamlTree): Config {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toText(value)]));
}

export function toText(value: YamlValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : toJson(value);
}

function toJson(value: YamlValue): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (!isTree(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`)
    .join(",")}}`;
}

/** An encrypted value: `{ secure: … }`. */
function isSecret(value: YamlValue): boolean {
  return isTree(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

/** Removes the encrypted values at any depth, and returns their paths. */
export function withoutSecrets(values: YamlTree): { readonly values: YamlTree; readonly secrets: readonly Path[] } {
  const secrets: Path[] = [];
  const strip = (value: YamlValue, path: Path): YamlValue | undefined => {
    if (isSecret(value)) {
      secrets.push(path);
      return undefined;
    }
    // A list keeps its places.
    if (Array.isArray(value)) return value.map((item: YamlValue, index) => strip(item, [...path, index]) ?? null);
    return isTree(value) ? stripTree(value, path) : value;
  };
  const stripTree = (tree: YamlTree, path: Path): YamlTree =>
    Object.fromEntries(
      Object.entries(tree).flatMap(([key, value]): [string, YamlValue][] => {
        const kept = strip(value, [...path, key]);
        return kept === undefined ? [] : [[key, kept]];
      }),
    );
  return { values: stripTree(values, []), secrets };
}

export type Path = readonly (string | number)[];

/** Adds Pulumi.yaml's values for all stacks where the stack sets nothing. */
export function withProjectConfig(values: YamlTree, project: string, projectConfig: YamlTree): YamlTree {
  let result = values;
  for (const [key, given] of Object.entries(projectConfig).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const value = isTree(given) ? (given.default ?? given.value ?? null) : given;
    const full = fullKey(project, key) ?? key;
    const at = full.indexOf(":") + 1;
    const [first, ...rest] = parsePath(full.slice(at)) ?? [];
    if (value === null || first === undefined) continue;
    const path = [full.slice(0, at) + String(first), ...rest];
    // A list that the stack has not can't be extended; a project's config rarely says so.
    if (!path.every((step) => typeof step === "string")) continue;
    result = put(result, path, rest.length === 0 ? value : coerced(value));
  }
  return result;
}

/** Inside an object, text that is a whole number or a boolean becomes one, as with `pulumi config set --path`. */
function coerced(value: YamlValue): YamlValue {
  if (value === "true" || value === "false") return value === "true";
  if (typeof value !== "string" || !/^-?(0|[1-9][0-9]*)$/.test(value)) return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);
}

function put(tree: YamlTree, [key, ...rest]: readonly string[], value: YamlValue): YamlTree {
  if (key === undefined) return tree;
  const here = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (rest.length === 0) return here === undefined ? { ...tree, [key]: value } : tree;
  if (here !== undefined && !isTree(here)) return tree;
  return { ...tree, [key]: put(here ?? {}, rest, value) };
}
