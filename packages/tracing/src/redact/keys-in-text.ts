import type { SecretKeys } from "@pmp/secrets";
import { QUOTE } from "./values.ts";

/** Characters searched for a key before a sign: bounds the time for texts with only signs. */
const LONGEST = 160;
const MOST_BRACKETS = 4;
const MOST_BLANKS = 8;
const QUOTE_BEFORE = new RegExp(`${QUOTE}$`, "i");
const BRACKET_BEFORE = /(?:\]|%(?:25){0,3}5d)$/i;
const OPENING_BRACKET = /^.*(?:\[|%(?:25){0,3}5b)/is;
const LEADING = new RegExp(`^(?:${QUOTE})|(?:${QUOTE})$`, "gi");
const ASKING = /[?!]$/;
/** Last words of names written as two or three words: `API key`. */
const COMPOUND_END = /(?:key|keys|code|codes|phrase|string|number|id|word|no|response|request)$/i;

/** `]`, `)`, quotes, the end of an entity, and what asks or calls. */
const CLOSING: readonly number[] = Array.from("])\"'`;?!", (sign) => sign.charCodeAt(0));
const DOLLAR = 36;
const MINUS = 45;
const DOT = 46;

export interface FoundKey {
  readonly key: string;
  /** The key, or the bracket around it, was in quotes. */
  readonly quoted: boolean;
  /** The value may be a body (`body: {…}`), not a secret by the key alone. */
  readonly body: boolean;
}

/** The secret key that ends where the sign begins. */
export function keyBefore(text: string, sign: number, keys: SecretKeys): FoundKey | undefined {
  let end = sign;
  while (end > 0 && sign - end < MOST_BLANKS && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const last = end > 0 ? text.charCodeAt(end - 1) : 0;
  const closes = CLOSING.includes(last);
  // Most signs are not preceded by a key.
  if (!closes && last !== DOLLAR && !isWord(last)) return undefined;
  if (!closes && !(isCodeEnd(last) && /(?:%(?:25){0,3}[25]|u002)$/.test(text.slice(Math.max(0, end - 9), end - 1))))
    return keyFrom(text, Math.max(0, end - LONGEST), end, false, keys);
  const rest = text.slice(Math.max(0, end - LONGEST), end);
  return keyInside(rest, keys);
}

/** The key within brackets, parentheses or quotes. */
function keyInside(text: string, keys: SecretKeys): FoundKey | undefined {
  let rest = text;
  for (let brackets = 0; brackets < MOST_BRACKETS; brackets += 1) {
    const closing = /[\]dD]$/.test(rest) ? BRACKET_BEFORE.exec(rest) : null;
    if (!closing) break;
    const opening = OPENING_BRACKET.exec(rest.slice(0, closing.index))?.[0];
    if (opening === undefined) return undefined;
    const inner = rest.slice(opening.length, closing.index).replace(LEADING, "");
    const found = keyFrom(inner, 0, inner.length, true, keys);
    if (found) return { ...found, quoted: false };
    rest = opening.replace(/(?:\[|%(?:25){0,3}5b)$/i, "");
  }
  const parenthesis = rest.endsWith(")") ? rest.lastIndexOf("(") : -1;
  if (parenthesis > 0) rest = rest.slice(0, parenthesis).trimEnd();
  rest = rest.replace(ASKING, "");
  const quote = /["'`;27]$/.test(rest) ? QUOTE_BEFORE.exec(rest)?.[0] : undefined;
  return keyFrom(rest, 0, rest.length - (quote?.length ?? 0), quote !== undefined, keys);
}

/** The word that ends at `end`, with those before it where the name is of more than one. */
function keyFrom(text: string, from: number, end: number, quoted: boolean, keys: SecretKeys): FoundKey | undefined {
  let start = end;
  let hasLetter = false;
  for (; start > from; start -= 1) {
    const code = text.charCodeAt(start - 1);
    if (isLetter(code)) hasLetter = true;
    else if (!isWord(code) && code !== DOT && code !== MINUS && code !== DOLLAR) break;
  }
  if (!hasLetter) return undefined;
  let key = text.slice(start, end);
  // The n of an escaped line break is not part of the key.
  if (text[start - 1] === "\\" && /^[nrt]/.test(key) && !keys.has(key)) key = key.slice(1);
  if (key === "") return undefined;
  const kind = keys.kindOf(key);
  if (kind !== "other") return { key, quoted, body: kind === "body" };
  if (!COMPOUND_END.test(key)) return undefined;
  const [words] = /(?:[A-Za-z0-9]{1,20}[ \t-]){1,2}$/.exec(text.slice(Math.max(0, start - 44), start)) ?? [];
  if (words === undefined) return undefined;
  const last = words.trim().split(/\s+/).slice(-2);
  // The preceding words must belong to the name: "key" of "API key", not of "the token's other key".
  for (const count of [1, 2]) {
    const name = [...last.slice(-count), key].join("");
    if (keys.has(name) && !last.slice(-count).some((word) => keys.has(word))) return { key: name, quoted, body: false };
    if (count === 2 && keys.has(name)) return { key: name, quoted, body: false };
  }
  return undefined;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 160;
}

function isLetter(code: number): boolean {
  const small = code | 32;
  return small >= 97 && small <= 122;
}

function isWord(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 95;
}

/** The last character of an encoded quote or bracket: `%22`, `%27`, `%5d`, `\\u0027`. */
function isCodeEnd(code: number): boolean {
  return code === 50 || code === 55 || (code | 32) === 100;
}
