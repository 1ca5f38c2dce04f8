import type { SecretKeys } from "@pmp/secrets";
import { keyBefore } from "./keys-in-text.ts";
import { endOfSecret, endOfStructured, REDACTED, skip, type Before } from "./values.ts";

/** The sign between a key and its value, plain or encoded. */
const SIGN = /:?={1,3}>?|:|%(?:25){0,3}3[ad]|\\{1,63}u003[ad]|&(?:equals|colon|#61|#58|#x3[ad]);/iy;
const FIRST_OF_SIGN: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  ":=%\\&".includes(String.fromCharCode(code)),
);
const COLON = 58;
const FORM_ENCODED = /[\w.[\]%-]{1,80}=[^\s&]*(?:&[^\s]*)?/y;
const STRUCTURED = /^\s*(?:\\{0,63}["'`]|[{[])/;
const BLANKS = /[ \t]*/y;
/** A file position whose name contains a secret word, as in a stack frame: `/app/token.js:12:5`. */
const FILE = /\.(?:[cm]?[jt]sx?|json|ya?ml|vue|svelte|sql)$/i;
const POSITION = /\d{1,7}(?::\d{1,7})?(?![\w.-])/y;
/** The name of an error and its message: `JsonWebTokenError: jwt malformed`. */
const ERROR = /[a-z](?:Error|Exception)$/;
const SENTENCE = /\s[A-Za-z][a-z']*\s{1,2}[A-Za-z]/y;
/** The value of these is the rest of the line. */
const HEADER = /(?:cookie|authorization)$/i;

/**
 * Replaces the values of secret keys in a free text.
 * @param only restricts the search to this sign, and to values with an explicit end
 */
export function redactAssignments(text: string, keys: SecretKeys, only?: ":"): string {
  let out = "";
  let copied = 0;
  let next: number;
  for (let index = 0; index < text.length; index = Math.max(next, index + 1)) {
    // Runs per character: a list is faster than an expression.
    next = FIRST_OF_SIGN[text.charCodeAt(index)] === true ? endOfSign(text, index) : index;
    if (next === index) continue;
    const sign = text.slice(index, next);
    if (only !== undefined && (sign !== only || !STRUCTURED.test(text.slice(next, next + 8)))) continue;
    // An SQL type, the start of a URL, or a comparison.
    if (sign === ":" && (text[next] === ":" || text.startsWith("//", next))) {
      next += 1;
      continue;
    }
    const found = keyBefore(text, index, keys);
    if (!found) continue;
    const { key, quoted } = found;
    if (sign === ":" && !quoted && isHarmless(key, text, next)) continue;
    const before: Before = { key, quoted, sign: HEADER.test(key) && sign === "=" ? ":" : sign };
    const [start, end] = found.body ? bodyAfter(text, next) : endOfSecret(text, next, before, keys);
    if (end <= start) continue;
    out += text.slice(copied, start) + REDACTED;
    copied = end;
    next = end;
  }
  return out + text.slice(copied);
}

function isHarmless(key: string, text: string, from: number): boolean {
  return (
    (FILE.test(key) && skip(POSITION, text, from) > from) || (ERROR.test(key) && skip(SENTENCE, text, from) > from)
  );
}

function endOfSign(text: string, index: number): number {
  return text.charCodeAt(index) === COLON && text[index + 1] !== "=" ? index + 1 : skip(SIGN, text, index);
}

/** A body is recognized by its form: `body: expected a string` is a message about one. */
function bodyAfter(text: string, from: number): readonly [number, number] {
  const start = skip(BLANKS, text, from);
  if (text.startsWith(REDACTED, start)) return [from, from];
  const structured = endOfStructured(text, start);
  if (structured !== undefined) return [start, structured];
  if (text[start] === "<") return [start, text.length];
  return [start, skip(FORM_ENCODED, text, start)];
}
