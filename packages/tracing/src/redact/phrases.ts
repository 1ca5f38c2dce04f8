import { looksRandom, type SecretKeys } from "@pmp/secrets";
import { endOfQuoted, REDACTED, skip } from "./values.ts";

const WORDS =
  "pass(?:words?|phrase|code|wd)|pwd|secret|tokens?|credentials?|bearer|(?:api|access|private|secret|auth|signing|encryption)[ _-]?key";
const CODES = "otp|totp|pin|cvv|cvc|passcode|(?:mfa|sms|verification|security|reset|login)[ _-]?code";

/** `password "x"`: directly followed by a quoted word. */
const QUOTED_BEHIND = new RegExp(`\\b(?:${WORDS}|${CODES})(?:\\s{1,5}(?:is|was|of|as))?\\s{1,5}(?=["'\`])`, "gi");
/** `password is x`, `secret x`: followed by a word of no natural language. */
const WORD_BEHIND = new RegExp(
  `\\b((?:${WORDS})(?:\\s{1,5}(?:is|was|as|of|to))?\\s{1,5})([^\\s"'\`,;:=()<>[\\]{}]{6,})`,
  "gi",
);
const CODE_BEHIND = new RegExp(`\\b((?:${CODES})(?:\\s{1,5}(?:is|was|as|to))?\\s{1,5})(\\d{3,8})(?![\\w.])`, "gi");
/** `password for bob: x`, `API key provided: x`, but not the "at" of a stack frame in the next line. */
const FOR = new RegExp(
  `\\b((?:${WORDS}|${CODES})(?!\\r?\\n {1,4}at )\\s{1,5}(?:(?:for|of|to|on|by|from|in|at|with)\\s[^:=\\r\\n]{1,60}|provided|supplied|given|received|used|entered|value|sent|was|is|set to)\\s{0,3}[:=]\\s{0,3})([^\\s][^\\r\\n]{0,400})`,
  "gi",
);
/** `--password x`, `-token x`. */
const OPTION = /(?<![\w-])(--?([A-Za-z][\w.-]{1,60})[ \t]{1,4})(?!-)(?=\S)/g;
const TOKEN = /[^\s"'`,\]]+/y;
const MARK = /\\{0,63}["'`]/y;
/** Of these commands `-p` is the password; elsewhere it is a port, a path or a profile. */
const COMMAND =
  /\b((?:mysql\w*|mariadb[\w-]*|sshpass|(?:docker|podman|az|helm registry|oc) login)\b[^\r\n]{0,300}?\s-p[ =]?)(?![\s-])("[^"\r\n]*"?|'[^'\r\n]*'?|[^\s"']+)/gi;
const USER_OPTION = /(?<![\w-])((?:-u|--user|--proxy-user|-U)[ =]["']?(?!\d+:\d+\b)[^\s:"']{1,64}:)([^\s"']+)/g;
/** A Redis command that logs in. */
const REDIS =
  /(?<![\w.-])(AUTH|requirepass|masterauth|IDENTIFIED\s+BY(?:\s+VALUES)?)\s+(?!PLAIN|LOGIN|CRAM|XOAUTH|failed|error)((?:[^\s"';]+|"[^"]*"?|'[^']*'?)(?:[ \t]+[^\s"';]+)?)/g;

/** The schemes of the Authorization header, with their credentials. */
const SCHEMES: readonly (readonly [RegExp, (value: string) => boolean])[] = [
  [
    /\b(bearer|negotiate|ntlm|aws4-hmac-sha256|ssws|dpop)\s+([\w+/=.~:,-]{4,})/gi,
    (value) => !/^[a-z]{2,}[.,:]?$/.test(value),
  ],
  [
    /\b(basic|token|apikey|key|signature|sharedkey(?:lite)?)\s+([\w+/=.~:-]{6,})/gi,
    (value) => looksRandom(value) || isPair(value),
  ],
  // Schemes with a list of fields: the whole list.
  [
    /\b(digest|hawk|oauth|signature|aws4-hmac-sha256|sharedaccesssignature|mac|token)\s+(["']?\w{1,40}=[^\r\n]+)/gi,
    () => true,
  ],
];

const MIGHT = new RegExp(
  `\\b(?:${WORDS}|${CODES}|basic|negotiate|ntlm|aws4-hmac-sha256|ssws|dpop|apikey|key|signature|shared(?:key|access)|digest|hawk|oauth|mac|auth|requirepass|masterauth|identified|mysql|mariadb|sshpass|login)|(?:^|[\\s"'])-`,
  "i",
);

/** Secrets described in words instead of by a key and a sign. */
export function redactPhrases(text: string, keys: SecretKeys): string {
  if (!MIGHT.test(text)) return text;
  let out = text;
  for (const [pattern, isSecret] of SCHEMES)
    out = out.replace(pattern, (all, scheme: string, value: string) =>
      isSecret(value) ? `${scheme} ${REDACTED}` : all,
    );
  out = quotedBehind(out);
  out = out.replace(FOR, (all, before: string, value: string) => (isSaid(value) ? before + REDACTED : all));
  out = out.replace(WORD_BEHIND, (all, before: string, word: string) => (looksRandom(word) ? before + REDACTED : all));
  out = out.replace(CODE_BEHIND, `$1${REDACTED}`);
  if (!/(?:^|[\s"'])-/.test(out)) return redis(out);
  return redis(options(out, keys).replace(COMMAND, `$1${REDACTED}`).replace(USER_OPTION, `$1${REDACTED}`));
}

function redis(text: string): string {
  return text.replace(REDIS, `$1 ${REDACTED}`);
}

/** A value, not a sentence about it. */
function isSaid(value: string): boolean {
  if (value.startsWith(REDACTED)) return false;
  const [first = ""] = value.split(/\s/, 1);
  return first.length === value.trim().length || looksRandom(first) || /^["'`]/.test(first);
}

/** `user:password` in base64. */
function isPair(value: string): boolean {
  try {
    return /^[A-Za-z0-9+/]{6,}={0,2}$/.test(value) && /^[\x20-\x7e]+:[\x20-\x7e]*$/.test(atob(value));
  } catch {
    return false;
  }
}

function quotedBehind(text: string): string {
  let out = "";
  let copied = 0;
  QUOTED_BEHIND.lastIndex = 0;
  for (let match = QUOTED_BEHIND.exec(text); match; match = QUOTED_BEHIND.exec(text)) {
    const start = QUOTED_BEHIND.lastIndex;
    const end = endOfQuoted(text, start + 1, text[start] ?? '"');
    out += text.slice(copied, start) + REDACTED;
    copied = end;
    QUOTED_BEHIND.lastIndex = end;
  }
  return out + text.slice(copied);
}

function options(text: string, keys: SecretKeys): string {
  let out = "";
  let copied = 0;
  OPTION.lastIndex = 0;
  for (let match = OPTION.exec(text); match; match = OPTION.exec(text)) {
    const start = OPTION.lastIndex;
    if (!keys.has(match[2] ?? "") || start < copied || text.startsWith(REDACTED, start)) continue;
    MARK.lastIndex = start;
    const mark = MARK.exec(text)?.[0];
    const end = mark === undefined ? skip(TOKEN, text, start) : endOfQuoted(text, start + mark.length, mark);
    if (end <= start) continue;
    out += text.slice(copied, start) + REDACTED;
    copied = end;
  }
  return out + text.slice(copied);
}
