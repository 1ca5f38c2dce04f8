import type { SecretKeys } from "@pmp/secrets";

export const REDACTED = "[redacted]";

/** A key and the sign behind it, as in `key=value`, `key: value` and `"key": "value"`. */
const KEY_AND_SIGN = /(["'`]?)([A-Za-z_][\w.-]{0,80})\1\s*(=>?|:)[^\S\r\n]*/g;

/**
 * What belongs to the key: a quoted text; behind `=` all up to white space, `&` or `;`; behind `:` the rest of the
 * line. Rather too much than half a secret.
 */
const QUOTED = /"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|`[^`]*(?:`|$)/y;
const BEHIND_EQUALS = /[^\s&;]*/y;
const BEHIND_COLON = /[^\r\n;}]*/y;

/** Replaces the values of secret keys in a free text. */
export function redactAssignments(text: string, keys: SecretKeys): string {
  let out = "";
  let copied = 0;
  KEY_AND_SIGN.lastIndex = 0;
  for (let match = KEY_AND_SIGN.exec(text); match; match = KEY_AND_SIGN.exec(text)) {
    const [, , key = "", sign = ""] = match;
    if (!keys.has(key)) continue;
    const start = KEY_AND_SIGN.lastIndex;
    const end = endOfValue(text, start, sign);
    out += text.slice(copied, start) + REDACTED;
    copied = end;
    KEY_AND_SIGN.lastIndex = end;
  }
  return out + text.slice(copied);
}

function endOfValue(text: string, start: number, sign: string): number {
  const behind = sign === ":" ? BEHIND_COLON : BEHIND_EQUALS;
  for (const pattern of [QUOTED, behind]) {
    pattern.lastIndex = start;
    if (pattern.test(text) && pattern.lastIndex > start) return pattern.lastIndex;
  }
  return start;
}
