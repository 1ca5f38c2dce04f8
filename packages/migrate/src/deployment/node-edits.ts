import { isMap, isScalar, isSeq, Scalar, stringify, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import type { DataFile } from "../read/data-file.ts";
import type { Edit } from "../rule.ts";
import { collectionsOf, endOf, itemsOf, pairOf, pairsOf, startOf, type Nested } from "./nodes.ts";
import { lineEnd, lineStart } from "./lines.ts";

/**
 * Edits of YAML and JSON as edits of their text, so that comments, quotes, order and indentation stay as they are. The
 * yaml package says where a node is; printing its documents again would change lines that no rule is about.
 */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** A scalar's new value, in the quotes that it has. */
export function setScalar(file: DataFile, node: Node, value: string | number | boolean): Edit {
  const [start, end] = [startOf(node), endOf(node)];
  const quote = file.text[start];
  if (typeof value !== "string") return { start, end, text: String(value) };
  if (file.format === "json" || quote === '"') return { start, end, text: JSON.stringify(value) };
  if (quote === "'") return { start, end, text: `'${value.replaceAll("'", "''")}'` };
  return { start, end, text: plainText(value) };
}

/** A node's new value, whatever it was, on the lines where it is. */
export function setNode(file: DataFile, node: Node, value: Plain): Edit {
  if (typeof value !== "object" && isScalar(node)) return setScalar(file, node, value);
  const [start, end] = [startOf(node), endOf(node)];
  const trailing = /\s*$/.exec(file.text.slice(start, end))?.[0].length ?? 0;
  const text = inline(value);
  return { start, end: end - trailing, text };
}

/** A collection of JSON with a new value, over as many lines as it had. */
export function setJson(file: DataFile, node: YAMLMap | YAMLSeq, value: Plain): Edit {
  const [start, end] = [startOf(node), endOf(node)];
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart(file.text, start)))?.[0] ?? "";
  const isOnOneLine = !file.text.slice(start, end).includes("\n");
  return { start, end, text: isOnOneLine ? inline(value) : outline(file, value, indent) };
}

/** Takes a key out of a map. A collection that would be empty then is taken out too. */
export function removeKey(file: DataFile, nested: Nested, key: string): Edit[] {
  const pairs = pairsOf(nested.node);
  const index = pairs.findIndex((pair) => pair.key.value === key);
  const pair = pairs[index];
  if (pair === undefined) return [];
  if (pairs.length === 1) return removeCollection(file, nested);
  const ranges = pairs.map(({ key: name, value }) => ({ start: startOf(name), end: endOfValue(file, name, value) }));
  return [cut(file, nested.node, ranges, index)];
}

/** Takes an item out of a list. A collection that would be empty then is taken out too. */
export function removeItem(file: DataFile, nested: Nested<YAMLSeq>, index: number): Edit[] {
  const items = itemsOf(nested.node);
  if (items.length === 1) return removeCollection(file, nested);
  const ranges = items.map((item) => ({ start: startOf(item), end: endOf(item) }));
  return [cut(file, nested.node, ranges, index)];
}

/** Takes a map or a list out of what it is in. */
export function removeCollection(file: DataFile, { node, within }: Nested<YAMLMap | YAMLSeq>): Edit[] {
  const above = within.slice(0, -1);
  const parent = above.at(-1);
  if (isSeq(parent)) return removeItem(file, { node: parent, within: above }, parent.items.indexOf(node));
  const key = pairsOf(parent).find(({ value }) => value === node)?.key.value;
  if (!isMap(parent) || typeof key !== "string") return [setNode(file, node, isSeq(node) ? [] : {})];
  return removeKey(file, { node: parent, within: above }, key);
}

/** Adds a key to a map, behind its last one or behind `after`. */
export function addKey(file: DataFile, map: YAMLMap, key: string, value: Plain, after?: string): Edit {
  const pairs = pairsOf(map);
  const last = (after === undefined ? undefined : pairOf(map, after)) ?? pairs.at(-1);
  const newline = file.eol;
  if (last === undefined || isFlow(file, map)) {
    const name = file.format === "json" ? JSON.stringify(key) : plainText(key);
    if (last === undefined) {
      const text = `{ ${name}: ${inline(value)} }`;
      return { start: startOf(map), end: endOf(map), text };
    }
    const at = endOfValue(file, last.key, last.value);
    const indent = ownLine(file, startOf(last.key));
    const text =
      indent === undefined
        ? `, ${name}: ${inline(value)}`
        : `,${newline}${indent}${name}: ${outline(file, value, indent)}`;
    return { start: at, end: at, text };
  }
  const indent = " ".repeat(startOf(last.key) - lineStart(file.text, startOf(last.key)));
  return insertLines(file, endOfValue(file, last.key, last.value), lines(file, { [key]: value }, indent));
}

/** Adds an item at the end of a list that has some. */
export function addItem(file: DataFile, list: YAMLSeq, value: Plain): Edit {
  const last = itemsOf(list).at(-1);
  if (last === undefined) return setNode(file, list, [value]);
  if (isFlow(file, list)) {
    const indent = ownLine(file, startOf(last));
    const at = endOf(last);
    const text = indent === undefined ? `, ${inline(value)}` : `,${file.eol}${indent}${outline(file, value, indent)}`;
    return { start: at, end: at, text };
  }
  const dash = dashOf(file, startOf(last));
  const isQuoted = typeof value === "string" && isScalar(last) && /["']/.test(file.text[startOf(last)] ?? "");
  if (isQuoted)
    return insertLines(file, endOf(last), `${" ".repeat(dash - lineStart(file.text, dash))}- ${JSON.stringify(value)}`);
  const indent = " ".repeat(dash - lineStart(file.text, dash));
  return insertLines(file, trimmedEnd(file, startOf(last), endOf(last)), lines(file, [value], indent));
}

/** Where the value of a pair ends; an empty value ends with its colon. */
function endOfValue(file: DataFile, key: Node, value: Node | null): number {
  if (value === null || endOf(value) <= endOf(key)) {
    // In a flow map, a key may be there without its colon.
    return endOf(key) + (/^\s*:/.exec(file.text.slice(endOf(key)))?.[0].length ?? 0);
  }
  return trimmedEnd(file, startOf(value), endOf(value));
}

/** The end of a node's text without the line breaks after it, which belong to block collections and block scalars. */
function trimmedEnd(file: DataFile, start: number, end: number): number {
  return start + file.text.slice(start, end).trimEnd().length;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Cuts one of several items out of a collection, with its comma or its lines. */
function cut(file: DataFile, collection: YAMLMap | YAMLSeq, ranges: readonly Range[], index: number): Edit {
  const { start, end } = ranges[index] ?? { start: 0, end: 0 };
  const [before, next] = [ranges[index - 1], ranges[index + 1]];
  if (isFlow(file, collection)) {
    if (before !== undefined) return { start: before.end, end, text: "" };
    return { start, end: next?.start ?? end, text: "" };
  }
  const first = isSeq(collection) ? dashOf(file, start) : start;
  const from = lineStart(file.text, first);
  const isFirstOnLine = file.text.slice(from, first).trim() === "";
  // The first key of a map in a list is behind the item's dash: the next key takes its position.
  if (!isFirstOnLine && next !== undefined) return { start: first, end: next.start, text: "" };
  return { start: from, end: lineEnd(file.text, trimmedEnd(file, start, end)), text: "" };
}

/** Where the dash of a block list's item is. */
function dashOf(file: DataFile, start: number): number {
  return file.text.lastIndexOf("-", start - 1);
}

/** Whether a collection is in brackets, as all of JSON is. */
function isFlow(file: DataFile, node: YAMLMap | YAMLSeq): boolean {
  return "{[".includes(file.text[startOf(node)] ?? "-");
}

/** The indentation of what begins a line; undefined when something is before it on its line. */
function ownLine(file: DataFile, start: number): string | undefined {
  const before = file.text.slice(lineStart(file.text, start), start);
  return before.trim() === "" ? before : undefined;
}

function insertLines(file: DataFile, after: number, added: string): Edit {
  const at = lineEnd(file.text, after);
  const newline = file.eol;
  const isLast = at === file.text.length && !file.text.endsWith("\n");
  return { start: at, end: at, text: isLast ? newline + added : added + newline };
}

/** A value as block YAML, each line indented. */
function lines(file: DataFile, value: Plain, indent: string): string {
  const text = stringify(value, { indent: 2, indentSeq: indentsLists(file), lineWidth: 0 }).trimEnd();
  return text.replace(/^(?=.)/gm, indent).replaceAll("\n", file.eol);
}

/** Whether lists of the file are further to the right than their keys. */
function indentsLists(file: DataFile): boolean {
  for (const { node } of collectionsOf(file)) {
    for (const { key, value } of pairsOf(node)) {
      if (!isSeq(value) || isFlow(file, value) || value.items.length === 0) continue;
      const column = startOf(value) - lineStart(file.text, startOf(value));
      return column > startOf(key) - lineStart(file.text, startOf(key));
    }
  }
  return true;
}

/** A value in one line, as it is in JSON. */
function inline(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]: [string, Plain]) => `${JSON.stringify(key)}: ${inline(inner)}`)
    .join(", ")} }`;
}

/** A value of JSON over several lines, indented as the file is. */
function outline(file: DataFile, value: Plain, indent: string): string {
  const unit = /\n([ \t]+)\S/.exec(file.text)?.[1] ?? "  ";
  return JSON.stringify(value, null, unit).replaceAll("\n", file.eol + indent);
}

/** A text without quotes where YAML reads it as the same text. */
function plainText(value: string): string {
  return stringify(new Scalar(value), { lineWidth: 0 }).trimEnd();
}
