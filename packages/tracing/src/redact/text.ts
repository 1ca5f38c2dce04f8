import { FORM_BEGINNINGS, prefixScanner, redactCards, SECRET_FORMS, type SecretKeys } from "@pmp/secrets";
import { redactAssignments } from "./assignments.ts";
import { redactMarkup } from "./markup.ts";
import { redactPhrases } from "./phrases.ts";
import { redactQuoting } from "./quoting.ts";
import type { SqlDialect } from "./sql-scan.ts";
import { looksLikeSql, redactQuoted, redactSql } from "./sql.ts";
import { redactPaths, redactUrls } from "./urls.ts";
import { REDACTED } from "./values.ts";

/** Longer texts are truncated: redacting a megabyte would delay the following requests. */
const MAX_TEXT = 32_768;
/** Characters after the cut that are scanned as well, so that a secret across the cut is recognized. */
const MARGIN = 2_048;
const MAX_REMEMBERED = 1_000;
const MAX_REMEMBERED_LENGTH = 256;
const MAX_REMEMBERED_STATEMENT = 1_024;

/** Secrets recognizable by their form. Those inside addresses are handled by the URL rules. */
const FORMS = SECRET_FORMS.filter(({ begins }) => begins !== "://");
const FORM = new RegExp(FORMS.map(({ source }) => source).join("|"), "g");

/** In a text without any of these signs and words, only forms, paths and cards are searched. */
const HAS_FORM = 1;
const IS_SUSPICIOUS = 2;
const scan = prefixScanner(
  { patterns: FORM_BEGINNINGS },
  {
    patterns: [
      ...Array.from("=:?#@\"'`<[\\$", (sign) => `\\${sign}`),
      ..."%3 %4 -(?<=(?:^|\\s)-)-?\\w".split(" "),
      ..."bearer basic digest negotiate ntlm hawk oauth apikey aws4 select insert update delete merge values where".split(
        " ",
      ),
      ..."auth\\b|key\\b|token signature shared mac\\b pass pwd secret credential otp totp pin\\b cvv cvc identified".split(
        /[ |]/,
      ),
      ..."requirepass masterauth failing unexpected".split(" "),
      ...["api", "access", "private", "auth", "signing", "encryption"].map((word) => `${word}[ _-]?key`),
      ...["mfa", "sms", "verification", "security", "reset", "login"].map((word) => `${word}[ _-]?code`),
    ],
    ignoreCase: true,
  },
);

/** Redacts free text. */
export class TextRedactor {
  readonly #keys: SecretKeys;
  readonly #more: readonly RegExp[];
  /** Cache: host names, user agents and routes recur. */
  readonly #known = new Map<string, string>();
  readonly #escaped = new Map<string, string>();
  /** Caches per dialect: a program has few statements and repeats them with other parameters. */
  readonly #statements = new Map<string, string>();

  /** @param more patterns in addition to the built-in ones, which can't be removed */
  constructor(keys: SecretKeys, more: readonly RegExp[] = []) {
    this.#keys = keys;
    this.#more = more.map(
      (pattern) => new RegExp(pattern.source, pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`),
    );
  }

  /** The same, escaped for a JSON string but without its quotes. */
  escape(text: string): string {
    if (text.length > MAX_REMEMBERED_LENGTH) return escaped(this.redact(text));
    const known = this.#escaped.get(text);
    if (known !== undefined) return known;
    const out = escaped(this.#redact(text));
    if (this.#escaped.size >= MAX_REMEMBERED) this.#escaped.clear();
    this.#escaped.set(text, out);
    return out;
  }

  /** The redacted text, at most `limit` characters. It is redacted before it is truncated. */
  redact(text: string, limit = MAX_TEXT): string {
    if (text.length > Math.min(limit, MAX_TEXT)) return this.#excerpt(text, Math.min(limit, MAX_TEXT));
    if (text.length > MAX_REMEMBERED_LENGTH) return this.#redact(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const out = this.#redact(text);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(text, out);
    return out;
  }

  /** Redacts an SQL statement; the result has no literals that a key could name. */
  sql(text: string, dialect: SqlDialect | undefined): string {
    const name = `${dialect ?? ""} ${text}`;
    const known = this.#statements.get(name);
    if (known !== undefined) return known;
    const out = this.#sql(text, dialect);
    if (this.#statements.size >= MAX_REMEMBERED) this.#statements.clear();
    if (text.length <= MAX_REMEMBERED_STATEMENT) this.#statements.set(name, out);
    return out;
  }

  #sql(text: string, dialect: SqlDialect | undefined): string {
    const cut = text.length > MAX_TEXT;
    const seen = cut ? text.slice(0, MAX_TEXT) : text;
    const out = looksLikeSql(seen) ? this.#statement(redactSql(seen, dialect)) : redactSql(this.redact(seen), dialect);
    return cut ? `${out}…` : out;
  }

  #excerpt(text: string, limit: number): string {
    const seen = text.slice(0, limit + MARGIN);
    const out = this.#redact(seen);
    // The end of the examined text may be the start of a secret.
    const kept = Math.min(limit, out.length - (seen.length - limit));
    return `${whole(out, kept)}…`;
  }

  #redact(text: string): string {
    let out = text;
    const found = scan(out);
    if ((found & IS_SUSPICIOUS) !== 0) out = this.#redactSuspicious(out, found);
    else {
      if (found !== 0) out = out.replace(FORM, REDACTED);
      if (out.includes("/")) out = redactPaths(out, this.#keys);
      out = redactCards(out, REDACTED);
    }
    for (const pattern of this.#more) out = out.replace(pattern, REDACTED);
    return out;
  }

  /** In a statement without literals, only values in JSON form belong to a key. */
  #statement(text: string): string {
    let out = (scan(text) & HAS_FORM) !== 0 ? text.replace(FORM, REDACTED) : text;
    out = redactUrls(out, this.#keys);
    out = redactAssignments(out, this.#keys, ":");
    out = redactPhrases(out, this.#keys);
    out = redactCards(out, REDACTED);
    for (const pattern of this.#more) out = out.replace(pattern, REDACTED);
    return out;
  }

  #redactSuspicious(text: string, found: number): string {
    let out = redactQuoting(text);
    if ((found & HAS_FORM) !== 0) out = out.replace(FORM, REDACTED);
    out = redactUrls(out, this.#keys);
    out = redactMarkup(out, this.#keys);
    out = redactAssignments(out, this.#keys);
    out = redactPhrases(out, this.#keys);
    out = redactCards(out, REDACTED);
    return withoutSqlLiterals(out);
  }
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The first characters, never half a character and never half a mark. */
function whole(text: string, length: number): string {
  const kept = Math.max(0, length);
  const last = text.charCodeAt(kept - 1);
  const head = text.slice(0, last >= 0xd800 && last <= 0xdbff ? kept - 1 : kept);
  const mark = head.lastIndexOf("[");
  return mark >= 0 && head.length - mark < REDACTED.length && REDACTED.startsWith(head.slice(mark))
    ? head.slice(0, mark)
    : head;
}

/** In stack frames only quoted texts count as literals: numbers are file positions. */
function withoutSqlLiterals(text: string): string {
  const frames = text.search(/\n {4}at /);
  const message = frames < 0 ? text : text.slice(0, frames);
  const rest = text.slice(message.length);
  return (looksLikeSql(message) ? redactSql(message) : message) + (looksLikeSql(rest) ? redactQuoted(rest) : rest);
}
