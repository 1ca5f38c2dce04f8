import { findNodeAtLocation, parse, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { UsageError } from "@pmp/command-line";
import type { Client } from "./clients.ts";

/** The server's name in every client. */
export const SERVER = "pmp-xray";

/** The entry of the server. `--no-install`: npx runs the project's own copy, and never fetches one by that name. */
export function entryOf({ more }: Client, serverArguments: readonly string[]): Readonly<Record<string, unknown>> {
  return { ...more, command: "npx", args: ["--no-install", "pmp-xray", "mcp", ...serverArguments] };
}

/** The file with the entry. */
export interface Written {
  readonly text: string;
  /** The entry was there already. */
  readonly same: boolean;
}

/**
 * Adds the entry to the text of a client's file. Everything else stays as it is written, comments included.
 *
 * @param text undefined when there is no file
 * @throws UsageError when the text is no JSON object, or has another entry of that name and `replace` is not set
 */
export function addEntry(
  { file, member }: Client,
  text: string | undefined,
  entry: Readonly<Record<string, unknown>>,
  replace: boolean,
): Written {
  const before = text === undefined || text.trim() === "" ? "{}\n" : text;
  const byHand = `add this by hand below ${member}: "${SERVER}": ${JSON.stringify(entry)}`;
  const errors: ParseError[] = [];
  const tree: unknown = parse(before, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    throw new UsageError(
      `${file} is no JSON (${printParseErrorCode(error.error)} ${position(before, error.offset)}). Nothing was written. Correct it and run this again, or ${byHand}`,
    );
  }
  if (!isObject(tree))
    throw new UsageError(
      `${file} must be a JSON object, got ${kindOf(tree)}. Nothing was written. Make it {} or ${byHand}`,
    );
  const servers = tree[member] ?? {};
  if (!isObject(servers)) {
    throw new UsageError(
      `${file}: ${member} must be an object, got ${kindOf(servers)}. Nothing was written. Make it {} or ${byHand}`,
    );
  }
  const present = servers[SERVER];
  if (JSON.stringify(present) === JSON.stringify(entry)) return { text: before, same: true };
  if (present !== undefined && !replace) {
    throw new UsageError(
      `${file} has another entry ${SERVER} already: ${JSON.stringify(present)}. Nothing was written. Replace it by --replace, or leave it as it is.`,
    );
  }
  const after = withEntry(before, member, entry);
  return { text: after, same: false };
}

/** Nothing but the entry changes: it is put first, because a comment may stand behind the last one. */
function withEntry(text: string, member: string, entry: object): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) throw new Error("a parsed text has a tree");
  const present = findNodeAtLocation(root, [member, SERVER]);
  if (present !== undefined) {
    return text.slice(0, present.offset) + json(text, entry, 2) + text.slice(present.offset + present.length);
  }
  const servers = findNodeAtLocation(root, [member]);
  return servers === undefined
    ? insertFirst(text, root, member, { [SERVER]: entry }, 1)
    : insertFirst(text, servers, SERVER, entry, 2);
}

/** What may stand behind the bracket in its line. */
const REST_OF_LINE = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n)/;

function insertFirst(text: string, object: Node, key: string, value: object, depth: number): string {
  const { indent, eol } = formatOf(text);
  const bracket = object.offset + 1;
  const end = object.offset + object.length - 1;
  const start = bracket + (REST_OF_LINE.exec(text.slice(bracket, end))?.[0].length ?? 0);
  const line = `${eol}${indent.repeat(depth)}${JSON.stringify(key)}: ${json(text, value, depth)}`;
  if ((object.children ?? []).length > 0) return `${text.slice(0, start)}${line},${text.slice(start)}`;
  const between = text.slice(start, end);
  const kept = between.trim() === "" ? `${eol}${indent.repeat(depth - 1)}` : between;
  return text.slice(0, start) + line + kept + text.slice(end);
}

/** The value as it is written at this depth of the text. */
function json(text: string, value: object, depth: number): string {
  const { indent, eol } = formatOf(text);
  return JSON.stringify(value, undefined, indent).replaceAll("\n", `${eol}${indent.repeat(depth)}`);
}

/** The indentation and line ends that the text has already. */
function formatOf(text: string): { readonly indent: string; readonly eol: string } {
  const [, indent = "  "] = /\n([ \t]+)\S/.exec(text) ?? [];
  return { indent, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

function position(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `in line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "a list" : value === null ? "null" : JSON.stringify(value).slice(0, 100);
}
