import { operatorsOf } from "./checks.ts";
import { formatValue } from "./format.ts";
import { findKeyword, KEYWORDS, type Scope } from "./keywords.ts";
import { cursorAfter, type Cursor } from "./cursor.ts";
import { tokenize } from "./tokens.ts";

/** A suggestion at the cursor. */
export interface Completion {
  /** Displayed text. */
  readonly label: string;
  /** Replaces the characters from `from` to `to` (exclusive). */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  /** Short description. */
  readonly detail: string;
}

/** Values of the available traces, most useful first. */
export interface KnownValues {
  readonly services: readonly string[];
  readonly annotationKeys: readonly string[];
  readonly users: readonly string[];
  readonly urls: readonly string[];
  readonly groups: readonly string[];
}

type Suggestion = Pick<Completion, "insert" | "detail"> & { readonly label?: string };

/**
 * Suggests what could be written at the cursor. Never throws.
 *
 * @param position characters before the cursor, from 0 to the length of the expression
 */
export function complete(expression: string, position: number, known: KnownValues): Completion[] {
  const before = expression.slice(0, position);
  const { tokens, problems } = tokenize(before);
  const open = problems.find(({ from, to }) => to === before.length && /["[]/.test(before.charAt(from)));
  const last = tokens.at(-1);
  const typed =
    open ?? (last?.to === before.length && (last.kind === "word" || last.kind === "number") ? last : undefined);
  const from = typed?.from ?? before.length;
  const key = open !== undefined && before.charAt(from) === "[";
  const cursor = cursorAfter(tokens.filter((token) => token.to <= from));
  const to = endOf(expression, from, before.length, typed !== undefined);
  const suggestions = key ? keysInBrackets(known) : suggestionsAt(cursor, known);
  const start = before.slice(from).toLowerCase();
  return suggestions
    .map(({ insert, detail, label = insert }) => ({ label, insert, from, to, detail }))
    .filter(({ insert, label }) => fits(insert, start) || fits(label, start));
}

/** Text matches by any part, a word by its beginning. */
function fits(suggested: string, start: string): boolean {
  const text = suggested.toLowerCase();
  return start.startsWith('"') ? text.includes(start.slice(1)) : text.startsWith(start);
}

/** A word is replaced as a whole, even if the cursor is inside it. */
function endOf(expression: string, from: number, position: number, typed: boolean): number {
  if (!typed) return position;
  const whole = tokenize(expression).tokens.find((token) => token.from === from);
  return Math.max(whole?.to ?? position, position);
}

function suggestionsAt(cursor: Cursor, known: KnownValues): Suggestion[] {
  switch (cursor.expects) {
    case "condition":
      return conditions(cursor.scope, known);
    case "operator":
      return [...operators(cursor), ...JOINERS];
    case "joiner":
      return [...(cursor.braces === true ? [{ insert: "{", detail: "a condition on it" }] : []), ...JOINERS];
    case "node":
      return [...texts(known.services, "service"), { insert: "id(", detail: "a service by name and type" }];
    case "id":
      return ["name", "type", "account.id"].map((part) => ({ insert: `${part}:`, detail: `${part} of the service` }));
    case "id value":
      return cursor.word === "name" ? texts(known.services, "service") : [];
    case "value":
      return values(cursor, known);
  }
}

const JOINERS: readonly Suggestion[] = [
  { insert: "AND", detail: "both must be true" },
  { insert: "OR", detail: "one must be true" },
];

function conditions(scope: Scope, known: KnownValues): Suggestion[] {
  const keywords = KEYWORDS.filter(({ scopes }) => scopes.includes(scope));
  const complex = [
    { insert: "service(", label: 'service("name") { … }', detail: "a request to a service" },
    { insert: "edge(", label: 'edge("caller", "called") { … }', detail: "a call from one service to another" },
    { insert: "group.name", detail: "the filter of a group" },
  ];
  const annotations = known.annotationKeys.map((key) => ({ insert: annotation(key), detail: "annotation" }));
  return [
    ...keywords.map(({ name, about }) => ({ insert: name, detail: about })),
    ...(scope === "trace" ? complex : []),
    ...annotations,
  ];
}

function annotation(key: string): string {
  return /^\w+$/.test(key) ? `annotation.${key}` : `annotation[${key}]`;
}

function keysInBrackets({ annotationKeys }: KnownValues): Suggestion[] {
  return annotationKeys.map((key) => ({ insert: `[${key}]`, label: key, detail: "annotation" }));
}

const OPERATOR_MEANS: Readonly<Record<string, string>> = {
  "=": "is",
  "!=": "is not",
  "<": "is less than",
  "<=": "is at most",
  ">": "is more than",
  ">=": "is at least",
  CONTAINS: "contains",
  BEGINSWITH: "begins with",
  ENDSWITH: "ends with",
};

function operators({ field, word }: Cursor): Suggestion[] {
  const isGroup = word === "group.name" || word === "group.arn";
  if (field === undefined && !isGroup) return [];
  const type = isGroup ? "boolean" : field && "keyword" in field ? findKeyword(field.keyword)?.type : undefined;
  return operatorsOf(type).map((operator) => ({ insert: operator, detail: OPERATOR_MEANS[operator] ?? "" }));
}

const STATUS = ["200", "400", "401", "404", "429", "500", "503"];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

function values({ field, word }: Cursor, known: KnownValues): Suggestion[] {
  if (word === "group.name") return texts(known.groups, "group");
  const keyword = field !== undefined && "keyword" in field ? field.keyword : undefined;
  if (findKeyword(keyword ?? "")?.type === "boolean") {
    return ["true", "false"].map((value) => ({ insert: value, detail: "" }));
  }
  if (keyword === "http.status") return STATUS.map((status) => ({ insert: status, detail: "status code" }));
  if (keyword === "http.method") return texts(METHODS, "method");
  if (keyword === "http.url") return texts(known.urls, "URL");
  if (keyword === "user") return texts(known.users, "user");
  if (keyword === "name") return texts(known.services, "service");
  return [];
}

function texts(found: readonly string[], detail: string): Suggestion[] {
  return found.map((text) => ({ insert: formatValue(text), detail }));
}
