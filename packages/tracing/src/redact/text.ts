import { redactCards, type SecretKeys } from "@pmp/secrets";
import { redactAssignments, REDACTED } from "./assignments.ts";
import { looksLikeSql, redactQuoted, redactSql } from "./sql.ts";
import { redactUrls } from "./urls.ts";

/** Longer texts are cut first: looking through a megabyte would hold up the requests that follow. */
const MAX_TEXT = 32_768;
const MAX_REMEMBERED = 1_000;
const MAX_REMEMBERED_LENGTH = 256;

interface Rule {
  pattern: RegExp;
  replacement: string;
}

/** Secrets that can be told by their own form. */
const FORMS: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
    replacement: REDACTED,
  },
  { pattern: /\b(?:set-)?cookie["']?\s*[:=]\s*[^\r\n]+/gi, replacement: `cookie: ${REDACTED}` },
  { pattern: /\bauthorization["']?\s*[:=]\s*[^\r\n]+/gi, replacement: `authorization: ${REDACTED}` },
  {
    pattern: /\b(bearer|basic|digest|negotiate|apikey|aws4-hmac-sha256)\s+[\w+/=.~:,-]{4,}/gi,
    replacement: `$1 ${REDACTED}`,
  },
  { pattern: /\beyJ[\w-]{4,}(?:\.[\w-]*){0,4}/g, replacement: REDACTED },
  { pattern: /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, replacement: REDACTED },
  { pattern: /\b(?:sk|pk|rk)_(?:live|test)_\w{4,}/gi, replacement: REDACTED },
  {
    pattern:
      /\b(?:whsec_|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|npm_|xox[abeprs]-|sk-|AIza|SG\.|hf_|dop_v1_|shpat_)[\w.-]{8,}/g,
    replacement: REDACTED,
  },
];

/** `password "x"`: a quoted word right behind. */
const QUOTED_BEHIND =
  /\b(pass(?:word|phrase|code|wd)|secret|token|api[ _-]?key)(\s{1,5}(?:(?:is|was|of)\s{1,5})?)(["'`])(?:(?!\3)[^\r\n])*(?:\3|$|(?=[\r\n]))/gi;

/** A text without any of these holds nothing that the rules below look for. */
const SUSPICIOUS =
  /[=:?#@"'`]|eyJ|AKIA|ASIA|AROA|AIDA|PRIVATE KEY|\b(?:bearer|basic|digest|negotiate|apikey|aws4|select|insert|update|delete|merge|values|where)|_(?:live|test)_|whsec_|gh[pousr]_|github_pat_|glpat-|npm_|xox|sk-|AIza|SG\.|hf_|dop_v1_|shpat_|(?:\d(?:[ .+_-]|%20|%2d)?){13}|\$\w*\$/i;

/** Takes secrets out of free text. */
export class TextRedactor {
  readonly #keys: SecretKeys;
  readonly #more: readonly RegExp[];
  /** Host names, user agents and routes come again and again. */
  readonly #known = new Map<string, string>();
  readonly #escaped = new Map<string, string>();

  /** @param more patterns beside the built-in ones, which can't be taken away */
  constructor(keys: SecretKeys, more: readonly RegExp[] = []) {
    this.#keys = keys;
    this.#more = more.map(
      (pattern) => new RegExp(pattern.source, pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`),
    );
  }

  /** The same, escaped for a JSON string but without its quotes. */
  escape(text: string): string {
    if (text.length > MAX_REMEMBERED_LENGTH) return escaped(this.#redact(text));
    const known = this.#escaped.get(text);
    if (known !== undefined) return known;
    const out = escaped(this.redact(text));
    if (this.#escaped.size >= MAX_REMEMBERED) this.#escaped.clear();
    this.#escaped.set(text, out);
    return out;
  }

  redact(text: string): string {
    if (text.length > MAX_REMEMBERED_LENGTH) return this.#redact(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const out = this.#redact(text);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(text, out);
    return out;
  }

  #redact(text: string): string {
    let out = text.length > MAX_TEXT ? cut(text) : text;
    if (SUSPICIOUS.test(out)) out = this.#redactSuspicious(out);
    for (const pattern of this.#more) out = out.replace(pattern, REDACTED);
    return out;
  }

  #redactSuspicious(text: string): string {
    let out = text;
    for (const { pattern, replacement } of FORMS) out = out.replace(pattern, replacement);
    out = redactUrls(out);
    out = redactAssignments(out.replace(QUOTED_BEHIND, `$1$2${REDACTED}`), this.#keys);
    out = redactCards(out, REDACTED);
    return withoutSqlLiterals(out);
  }
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Cut after a whole word: half a secret is one that no pattern knows. */
function cut(text: string): string {
  const head = text.slice(0, MAX_TEXT);
  const space = head.search(/\S*$/);
  return `${space > 0 ? head.slice(0, space) : ""}…`;
}

/** In the frames of a stack only quoted texts are taken for literals: the numbers there are places in files. */
function withoutSqlLiterals(text: string): string {
  const frames = text.search(/\n {4}at /);
  const message = frames < 0 ? text : text.slice(0, frames);
  const rest = text.slice(message.length);
  return (looksLikeSql(message) ? redactSql(message) : message) + (looksLikeSql(rest) ? redactQuoted(rest) : rest);
}
