import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { DataFile } from "../read/data-file.ts";
import type { TextFile } from "../read/text-file.ts";
import type { Edit } from "../rule.ts";
import { assignments, readDockerfile, type Assignment, type Instruction } from "./dockerfile.ts";
import { lineEnd } from "./lines.ts";
import { once } from "./once.ts";
import { removeItem, removeKey, setScalar } from "./node-edits.ts";
import { collectionsOf, endOf, itemsOf, pairOf, pairsOf, startOf, textOf, type Nested } from "./nodes.ts";

/** An environment variable that a deployment file sets, in any of the notations that such files have. */
export interface Variable {
  readonly name: string;
  /** Undefined when it comes from elsewhere, such as a Secret. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
  /** The same object for all variables of one process, list or instruction. */
  readonly group: object;
  /** Takes it out. */
  readonly remove: () => Edit[];
  /** Gives it another name and value. */
  readonly change: (name: string, value: string) => Edit[];
}

/** Names that the rules are about; all others are not looked at. */
const KNOWN = /^(?:AWS_XRAY_\w+|OTEL_\w+|NODE_OPTIONS)$/;

/** The variables of a file: Kubernetes and ECS lists, maps, lists of `NAME=value`, Dockerfiles and `.env` files. */
export const variablesOf = once((file: DataFile | TextFile): Variable[] => {
  if (file instanceof DataFile) return collectionsOf(file).flatMap((nested) => inCollection(file, nested));
  return isDockerfile(file.path) ? inDockerfile(file) : isDotenv(file.path) ? inDotenv(file) : [];
});

/** The variable with this name in the group of another. */
export function beside(variables: readonly Variable[], { group }: Variable, name: string): Variable | undefined {
  return variables.find((other) => other.group === group && other.name === name);
}

export function isDockerfile(path: string): boolean {
  return /(?:^|[/.])(?:dockerfile|containerfile)(?:\.[^/]+)?$/i.test(path);
}

function isDotenv(path: string): boolean {
  return /(?:^|\/)\.env(?:\.[^/]+)?$|\.env$/.test(path);
}

function inCollection(file: DataFile, nested: Nested<YAMLMap | YAMLSeq>): Variable[] {
  const { node } = nested;
  if (isSeq(node)) return inList(file, { ...nested, node });
  return pairsOf(node).flatMap(({ key, value }): Variable[] => {
    const name = textOf(key) ?? "";
    if (!KNOWN.test(name) || (value !== null && !isScalar(value))) return [];
    const end = value === null ? endOf(key) : Math.max(endOf(key), endOf(value));
    return [
      {
        name,
        value: value === null ? undefined : textOf(value),
        start: startOf(key),
        end,
        group: node,
        remove: () => removeKey(file, { ...nested, node: node }, name),
        change: (newName, newValue) => [
          setScalar(file, key, newName),
          ...(value === null ? [] : [setScalar(file, value, newValue)]),
        ],
      },
    ];
  });
}

/** `{ name, value }` as in Kubernetes and ECS, or `NAME=value` as in docker-compose. */
function inList(file: DataFile, nested: Nested<YAMLSeq>): Variable[] {
  return itemsOf(nested.node).flatMap((item, index): Variable[] => {
    const remove = (): Edit[] => removeItem(file, nested, index);
    const common = { start: startOf(item), end: endOf(item), group: nested.node, remove };
    if (isMap(item)) {
      const name = pairOf(item, "name")?.value;
      const value = pairOf(item, "value")?.value;
      const text = textOf(name);
      if (name === undefined || name === null || text === undefined || !KNOWN.test(text)) return [];
      const change = (newName: string, newValue: string): Edit[] => [
        setScalar(file, name, newName),
        ...(value === undefined || value === null ? [] : [setScalar(file, value, newValue)]),
      ];
      return [{ name: text, value: textOf(value), ...common, change }];
    }
    const [, name = "", value] = /^([A-Z_]+)=(.*)$/s.exec(textOf(item) ?? "") ?? [];
    if (!KNOWN.test(name)) return [];
    return [
      { name, value, ...common, change: (newName, newValue) => [setScalar(file, item, `${newName}=${newValue}`)] },
    ];
  });
}

function inDockerfile(file: TextFile): Variable[] {
  return readDockerfile(file.text).flatMap((instruction) => {
    const set = assignments(file.text, instruction);
    return set
      .filter(({ name }) => KNOWN.test(name))
      .map((one) => ({
        name: one.name,
        value: one.value,
        start: one.start,
        end: one.end,
        group: instruction,
        remove: () => [removeAssignment(file, instruction, set, one)],
        change: (name: string, value: string) => [
          { start: one.start, end: one.start + one.name.length, text: name },
          { start: one.valueAt, end: one.end, text: /[\s"'\\]/.test(value) ? JSON.stringify(value) : value },
        ],
      }));
  });
}

/** The whole instruction when it sets nothing else; else the assignment with the blanks on one side. */
function removeAssignment(file: TextFile, instruction: Instruction, set: readonly Assignment[], one: Assignment): Edit {
  if (set.length === 1) return { start: instruction.start, end: lineEnd(file.text, instruction.end), text: "" };
  const index = set.indexOf(one);
  const [before, next] = [set[index - 1], set[index + 1]];
  if (before !== undefined) return { start: before.end, end: one.end, text: "" };
  return { start: one.start, end: next?.start ?? one.end, text: "" };
}

function inDotenv(file: TextFile): Variable[] {
  const group = {};
  return [...file.lines()].flatMap(({ start, text }): Variable[] => {
    const [, lead = "", name = "", value = ""] = /^(\s*(?:export\s+)?)([A-Z_]+)\s*=\s*(.*?)\s*$/.exec(text) ?? [];
    if (!KNOWN.test(name)) return [];
    const end = start + text.trimEnd().length;
    return [
      {
        name,
        value: value.replace(/^(["'])(.*)\1$/, "$2"),
        start: start + lead.length,
        end,
        group,
        remove: () => [{ start, end: lineEnd(file.text, start + text.length), text: "" }],
        change: (newName, newValue) => [{ start: start + lead.length, end, text: `${newName}=${newValue}` }],
      },
    ];
  });
}
