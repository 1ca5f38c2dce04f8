import type { SecretKeys } from "@pmp/secrets";
import { endOfQuoted, endOfStructured, QUOTE, REDACTED, skip } from "./values.ts";

/** `<password>`, `<ns:password a="b">`, also with its brackets as entities or escapes. */
const TAG =
  /(<|&lt;|%3C|\\{1,63}u003c)(?:[\w.-]{1,40}:)?([A-Za-z_][\w.-]{0,80})((?:\s[^<>]{0,200}?)?)(>|&gt;|%3E|\\{1,63}u003e)/gi;
const CLOSING: Readonly<Record<string, string>> = { "<": "<", "&lt;": "&lt;", "%3c": "%3C" };
const LINE = /[^\r\n<]*/y;

const NAMES = "name|key|header|field|param|parameter|label|property|attribute|option|id|k|n";
const VALUES = "value|val|content|data|text|string|v";
/** `"name": "password"`, `name=password`: the key is the value of another key. */
const NAMED = new RegExp(
  String.raw`(?<![A-Za-z])(?:${NAMES})(?:${QUOTE})?\s{0,4}[:=]\s{0,4}(?:(${QUOTE})([A-Za-z_][\w .-]{0,60}?)\1|([A-Za-z_][\w.-]{0,60})(?=[\s,;}]))`,
  "gi",
);
/** A name is in quotes, after an equals sign, or alone in its line. */
const MIGHT_BE_NAMED = /["'=;]|name: /i;
const VALUE_AFTER = new RegExp(
  String.raw`[^{}<>]{0,200}?(?<![A-Za-z])(?:${VALUES})(?:${QUOTE})?\s{0,4}[:=]\s{0,4}`,
  "iy",
);
const VALUE_BEFORE = new RegExp(String.raw`(?<![A-Za-z])(?:${VALUES})(?:${QUOTE})?\s{0,4}[:=]\s{0,4}`, "gi");
const LONGEST_BEFORE = 300;
const NEWLINE = String.raw`(?:\r?\n|(?:\\{1,63}r)?\\{1,63}n)`;
/** The rest of a part's headers in multipart/form-data, and the empty line after them. */
const PART = new RegExp(`(?:;[^\\r\\n\\\\]{0,200})?(?:${NEWLINE}[^\\r\\n\\\\]{1,200}){0,5}${NEWLINE}${NEWLINE}`, "y");
const BOUNDARY = new RegExp(`${NEWLINE}--`, "g");
const TAG_END = /[^<>]{0,200}>/y;
const BARE = /[^\s,;}]*/y;

/** `["password", "x"]`, `"Authorization", "Basic x"`: the value is the next item of a list. */
const ITEM = new RegExp(
  String.raw`([[(,]\s{0,20})(${QUOTE})([A-Za-z_][\w.-]{0,60})\2\s{0,20},\s{0,20}(?=\\{0,63}["'])`,
  "gi",
);
const HEADER = /authorization|cookie|-(?:key|token|secret|auth)$/i;
const OPENING = /\\{0,63}["'`]/y;

interface Cut {
  readonly start: number;
  readonly end: number;
}

/** Replaces the values of secret keys in XML, in lists of names and values, and in parts of a form. */
export function redactMarkup(text: string, keys: SecretKeys): string {
  let out = text;
  if (/<|&lt;|%3C|\\u003c/i.test(out)) out = replaced(out, TAG, (match) => element(out, match, keys));
  if (MIGHT_BE_NAMED.test(out)) out = replaced(out, NAMED, (match) => named(out, match, keys));
  return /["']\s*,\s*\\{0,63}["']/.test(out) ? replaced(out, ITEM, (match) => item(out, match, keys)) : out;
}

function replaced(text: string, pattern: RegExp, find: (match: RegExpExecArray) => Cut | undefined): string {
  let out = "";
  let copied = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const cut = find(match);
    if (!cut || cut.end <= cut.start || cut.start < copied || text.startsWith(REDACTED, cut.start)) continue;
    out += text.slice(copied, cut.start) + REDACTED;
    copied = cut.end;
    pattern.lastIndex = Math.max(cut.end, match.index + 1);
  }
  return out + text.slice(copied);
}

function element(text: string, match: RegExpExecArray, keys: SecretKeys): Cut | undefined {
  const [all, open = "", name = "", attributes = ""] = match;
  if (!(keys.has(name) || keys.isBody(name)) || attributes.endsWith("/")) return undefined;
  const start = match.index + all.length;
  const closing = new RegExp(
    `${CLOSING[open.toLowerCase()] ?? open.replaceAll("\\", "\\\\")}(?:\\\\{0,63}/|%2F)(?:[\\w.-]{1,40}:)?${name.replaceAll(".", "\\.")}`,
    "gi",
  );
  closing.lastIndex = start;
  const end = closing.exec(text)?.index;
  if (end !== undefined) return { start, end };
  // "usage: login <password>" has no value; a truncated element has one.
  return /^[\w/+]/.test(text.slice(start, start + 1)) ? { start, end: skip(LINE, text, start) } : undefined;
}

function named(text: string, match: RegExpExecArray, keys: SecretKeys): Cut | undefined {
  const [all, , quoted, bare] = match;
  if (!keys.has(quoted ?? bare ?? "")) return undefined;
  const nameEnd = match.index + all.length;
  const value = skip(VALUE_AFTER, text, nameEnd);
  if (value > nameEnd) return valueAt(text, value);
  const part = skip(PART, text, nameEnd);
  if (part > nameEnd) {
    BOUNDARY.lastIndex = part;
    return { start: part, end: BOUNDARY.exec(text)?.index ?? text.length };
  }
  const tagEnd = skip(TAG_END, text, nameEnd);
  if (
    tagEnd > nameEnd &&
    text[tagEnd - 2] !== "/" &&
    /<[^<>]*$/.test(text.slice(Math.max(0, match.index - 80), match.index))
  ) {
    const end = text.indexOf("<", tagEnd);
    // The value is an attribute before the name, or the text of the element.
    const before = valueBefore(text, match.index);
    if (before || end !== tagEnd) return before ?? { start: tagEnd, end: end < 0 ? text.length : end };
  }
  return valueBefore(text, match.index);
}

/** `{"value": "x", "name": "password"}` */
function valueBefore(text: string, index: number): Cut | undefined {
  const from = Math.max(0, index - LONGEST_BEFORE);
  const before = text.slice(from, index);
  const opening = Math.max(before.lastIndexOf("{"), before.lastIndexOf("<"));
  if (opening < 0) return undefined;
  VALUE_BEFORE.lastIndex = opening;
  const found = VALUE_BEFORE.exec(before);
  if (!found) return undefined;
  const cut = valueAt(text, from + found.index + found[0].length);
  return { start: cut.start, end: Math.min(cut.end, index) };
}

function valueAt(text: string, start: number): Cut {
  return { start, end: endOfStructured(text, start) ?? skip(BARE, text, start) };
}

function item(text: string, match: RegExpExecArray, keys: SecretKeys): Cut | undefined {
  const [all, before = "", , name = ""] = match;
  if (!keys.has(name)) return undefined;
  const start = match.index + all.length;
  OPENING.lastIndex = start;
  const mark = OPENING.exec(text)?.[0] ?? '"';
  const end = endOfQuoted(text, start + mark.length, mark);
  const value = text.slice(start + mark.length, end - mark.length);
  // A list of names has no values: ["password", "email"] may be missing fields.
  const pair = !before.startsWith(",") && /^\s*[\])]/.test(text.slice(end, end + 20));
  return pair || HEADER.test(name) || isValue(value) ? { start, end } : undefined;
}

function isValue(text: string): boolean {
  return !/^[a-z]+(?:[_ -]?[a-z]+)*$|^[a-z]+[A-Z][a-z]+$/.test(text);
}
