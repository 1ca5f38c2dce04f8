import type { SecretKeys } from "@pmp/secrets";

export const REDACTED = "[redacted]";

/** A quote at the end of a key, or before a value: plain, escaped any number of times, or encoded. */
export const QUOTE = String.raw`(?:\\{0,63}["'\`]|&(?:quot|apos|#34|#39|#x22|#x27);|%(?:25){0,3}2[27]|\\{1,63}u002[27])`;
const OPENING = new RegExp(`(?:[A-Za-z@$]{1,2}(?=["'\`]))?(${QUOTE})`, "y");
/** A value without a secret: a placeholder, a mask, or an already redacted one. */
const HARMLESS =
  /(?:\[redacted\]|\?|\$\d{1,3}|%s|(?<= )[:@][a-z_]{1,40}|(?<=\(using password: )(?:YES|NO)(?=\))|(?:null|undefined|true|false|none|nil|NaN|\*{2,}|x{4,}|<redacted>|\[(?:Object|Array|Function|Circular)[^\]]{0,60}\]))(?=$|[\s,;&)}\]"'\\<])/iy;
const BARE_LITERAL = /(?:-?[\w.+]+)(?=\s*(?:[,}\]\r\n]|\\{1,63}[nr]|$))/y;
const LINE = /[^\r\n]*/y;
const ENCODED = /(?:(?!%(?:25){0,3}(?:26|3B))[^\s&"'<>])*/iy;
/** Up to the end of the line or the next pair of a key and a value. */
const NEXT_PAIR = /\r|\n|[\s&;,|]\s{0,3}[A-Za-z_"'[%][\w.[\]%"'-]{0,60}\s?[=:](?![/\\])|&(?:amp;)?(?=\w)|$/g;
const BLOCK = /[|>][+-]?\d?[+-]?[ \t]*\r?\n/y;
const BLANKS = /[ \t\u00a0]*/y;
const BREAK = /(?:(?:\r?\n|(?:\\{1,63}r)?\\{1,63}n)[ \t]*){1,3}/y;

/** The text before a value. */
export interface Before {
  readonly key: string;
  /** The key was in quotes, as in JSON. */
  readonly quoted: boolean;
  /** `:`, `=`, or an encoded form of one. */
  readonly sign: string;
}

/**
 * The end of the value that starts at `from`, by its notation; `from` itself if there is nothing to redact.
 * Over-redacts rather than leaking part of a secret.
 */
export function endOfSecret(text: string, from: number, before: Before, keys: SecretKeys): readonly [number, number] {
  let start = skip(BLANKS, text, from);
  const broken = skip(BREAK, text, start);
  if (broken > start) {
    // The value is in the next line, unless that is a stack frame.
    if (startsFrame(text, broken) || broken >= text.length) return [from, from];
    start = broken;
  }
  const harmless = skip(HARMLESS, text, start);
  if (harmless > start) return [from, from];
  const end = endOfStructured(text, start) ?? endOfBare(text, start, before, broken > from);
  const value = text.slice(start, end).replace(/^["'\\]+|["'\\]+$/g, "");
  const [first = ""] = value.trim().split(/[\s,;]/, 1);
  // `prompt_tokens: 512, …` is a count, regardless of what follows.
  return first !== "" && keys.hides(before.key, first) ? [start, end] : [from, from];
}

/** The end of a value with an explicit end: quoted, in brackets, or a YAML block. */
export function endOfStructured(text: string, start: number): number | undefined {
  OPENING.lastIndex = start;
  const mark = OPENING.exec(text)?.[1];
  if (mark !== undefined) return endOfQuoted(text, OPENING.lastIndex, mark);
  if (text[start] === "[" || text[start] === "{") return endOfBrackets(text, start);
  const block = skip(BLOCK, text, start);
  return block > start ? endOfBlock(text, block) : undefined;
}

function endOfBare(text: string, start: number, { quoted, sign }: Before, nextLine: boolean): number {
  if (sign.length > 1 && !sign.startsWith("=")) return skip(ENCODED, text, start);
  if (quoted) {
    const literal = skip(BARE_LITERAL, text, start);
    if (literal > start) return literal;
  }
  if (sign.includes(":")) return nextLine ? endOfItems(text, start) : skip(LINE, text, start);
  NEXT_PAIR.lastIndex = start;
  return NEXT_PAIR.exec(text)?.index ?? text.length;
}

/**
 * The end of a quoted text. In nested JSON, quotes are preceded by backslashes, whose number depends on the nesting
 * level; this tells a closing quote from one inside the text.
 */
export function endOfQuoted(text: string, start: number, mark: string): number {
  const quote = mark.at(-1) ?? '"';
  if (!`"'\``.includes(quote)) {
    const end = text.indexOf(mark, start);
    return end < 0 ? text.length : end + mark.length;
  }
  const level = mark.length - 1;
  if (level === 0 && text.startsWith(quote + quote, start)) {
    const end = text.indexOf(quote.repeat(3), start + 2);
    if (end >= 0) return end + 3;
  }
  for (let at = text.indexOf(quote, start); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (slashes < at - start && text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes >= level && (slashes - level) % (2 * (level + 1)) !== 0) continue;
    // A doubled quote, as in CSV and SQL, is part of the text.
    if (level === 0 && at > start && text[at + 1] === quote) at += 1;
    else return at + 1;
  }
  return text.length;
}

function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  const pattern = /\\{0,63}["'`]|[[\]{}]/g;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const sign = match[0];
    if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    else pattern.lastIndex = endOfQuoted(text, pattern.lastIndex, sign);
    if (depth === 0) return pattern.lastIndex;
  }
  return text.length;
}

/** The indented or empty lines. */
function endOfBlock(text: string, start: number): number {
  let at = start;
  for (;;) {
    const end = skip(LINE, text, at);
    const line = text.slice(at, end);
    if (startsFrame(text, at) || (line.trim() !== "" && !/^[ \t]/.test(line))) return at;
    if (end >= text.length) return end;
    at = end + (text.startsWith("\r\n", end) ? 2 : 1);
  }
}

/** The rest of the line; for a YAML list, all items. */
function endOfItems(text: string, start: number): number {
  let end = skip(LINE, text, start);
  if (!text.startsWith("- ", start)) return end;
  for (let next = skip(BREAK, text, end); next > end && text.startsWith("- ", next); next = skip(BREAK, text, end))
    end = skip(LINE, text, next);
  return end;
}

function startsFrame(text: string, at: number): boolean {
  return /^\s*at /.test(text.slice(at, at + 40));
}

/** The end of the (sticky) pattern's match. */
export function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
