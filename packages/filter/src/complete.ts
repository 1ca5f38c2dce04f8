import { operatorsOf } from "./checks.ts";
import { formatValue } from "./format.ts";
import { findKeyword, KEYWORDS, type Scope } from "./keywords.ts";
import { placeAfter, type Place } from "./cursor.ts";
import { tokenize } from "./tokens.ts";

/** Something that could stand at the cursor. */
export interface Completion {
  /** What to show. */
  readonly label: string;
  /** What takes the place of the characters from `from` to `to` (without it). */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  /** What it means, in a few words. */
  readonly detail: string;
}

/** What the traces at hand have, most useful first. */
export interface KnownValues {
  readonly services: readonly string[];
  readonly annotationKeys: readonly string[];
  readonly users: readonly string[];
  readonly urls: readonly string[];
  readonly groups: readonly string[];
}

type Offer = Pick<Completion, "insert" | "detail"> & { readonly label?: string };

/**
 * What could be written at the cursor. Never throws, whatever the text.
 *
 * @param cursor characters before the cursor, from 0 to the length of the expression
 */
export function complete(expression: string, cursor: number, known: KnownValues): Completion[] {
  const before = expression.slice(0, cursor);
  const { tokens, problems } = tokenize(before);
  const open = problems.find(({ from, to }) => to === before.length && /["[]/.test(before.charAt(from)));
  const last = tokens.at(-1);
  const typed =
    open ?? (last?.to === before.length && (last.kind === "word" || last.kind === "number") ? last : undefined);
  const from = typed?.from ?? before.length;
  const key = open !== undefined && before.charAt(from) === "[";
  const place = placeAfter(tokens.filter((token) => token.to <= from));
  const to = endOf(expression, from, before.length, typed !== undefined);
  const offers = key ? keysInBrackets(known) : offersAt(place, known);
  const start = before.slice(from).toLowerCase();
  return offers
    .map(({ insert, detail, label = insert }) => ({ label, insert, from, to, detail }))
    .filter(({ insert, label }) => fits(insert, start) || fits(label, start));
}

/** Text is found by any part of it, a word by its beginning. */
function fits(offered: string, start: string): boolean {
  const offer = offered.toLowerCase();
  return start.startsWith('"') ? offer.includes(start.slice(1)) : offer.startsWith(start);
}

/** A word is replaced as a whole, also where the cursor stands in the middle of it. */
function endOf(expression: string, from: number, cursor: number, typed: boolean): number {
  if (!typed) return cursor;
  const whole = tokenize(expression).tokens.find((token) => token.from === from);
  return Math.max(whole?.to ?? cursor, cursor);
}

function offersAt(place: Place, known: KnownValues): Offer[] {
  switch (place.expects) {
    case "condition":
      return conditions(place.scope, known);
    case "operator":
      return [...operators(place), ...JOINERS];
    case "joiner":
      return [...(place.braces === true ? [{ insert: "{", detail: "what must be true of it" }] : []), ...JOINERS];
    case "node":
      return [...texts(known.services, "service"), { insert: "id(", detail: "a service by name and type" }];
    case "id":
      return ["name", "type", "account.id"].map((part) => ({ insert: `${part}:`, detail: `${part} of the service` }));
    case "id value":
      return place.word === "name" ? texts(known.services, "service") : [];
    case "value":
      return values(place, known);
  }
}

const JOINERS: readonly Offer[] = [
  { insert: "AND", detail: "both must be true" },
  { insert: "OR", detail: "one must be true" },
];

function conditions(scope: Scope, known: KnownValues): Offer[] {
  const keywords = KEYWORDS.filter(({ scopes }) => scopes.includes(scope));
  const complex = [
    { insert: "service(", label: 'service("name") { … }', detail: "some request to a service" },
    { insert: "edge(", label: 'edge("caller", "called") { … }', detail: "some call from one service to another" },
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

function keysInBrackets({ annotationKeys }: KnownValues): Offer[] {
  return annotationKeys.map((key) => ({ insert: `[${key}]`, label: key, detail: "annotation" }));
}

const OPERATOR_MEANS: Readonly<Record<string, string>> = {
  "=": "is",
  "!=": "is not",
  "<": "is less than",
  "<=": "is at most",
  ">": "is more than",
  ">=": "is at least",
  CONTAINS: "has this in it",
  BEGINSWITH: "begins with",
  ENDSWITH: "ends with",
};

function operators({ field, word }: Place): Offer[] {
  const isGroup = word === "group.name" || word === "group.arn";
  if (field === undefined && !isGroup) return [];
  const type = isGroup ? "boolean" : field && "keyword" in field ? findKeyword(field.keyword)?.type : undefined;
  return operatorsOf(type).map((operator) => ({ insert: operator, detail: OPERATOR_MEANS[operator] ?? "" }));
}

const STATUS = ["200", "400", "401", "404", "429", "500", "503"];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

function values({ field, word }: Place, known: KnownValues): Offer[] {
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

function texts(found: readonly string[], detail: string): Offer[] {
  return found.map((text) => ({ insert: formatValue(text), detail }));
}
