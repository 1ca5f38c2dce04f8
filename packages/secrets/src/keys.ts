import {
  ABOUT_BODIES,
  BODIES,
  CREDENTIAL_NAMES,
  FOLLOWERS,
  KINDS,
  LAST_WORDS,
  MEASURES,
  NOT_PASS,
  PERSONAL_NAMES,
  WHOLE_WORDS,
} from "./words.ts";

/** Matched only as separate words, see `WHOLE_WORDS` and `LAST_WORDS`. */
const SHORT = new Set(["pass", "pwd"]);
const LONG_NAMES = [...CREDENTIAL_NAMES, ...PERSONAL_NAMES].map(fold).filter((name) => !SHORT.has(name));
/** Harmless words that begin like a secret one: `tokenizer`, `secretary`. */
const LOOK_ALIKES = /tokeni[sz]|secretar|passwordless/g;
const MAX_KNOWN = 2_000;

/** A body may also be named like a secret; then it counts as one. */
export type KeyKind = "secret" | "body" | "other";

/** Keys whose values must not leave the process. */
export class SecretKeys {
  readonly #anywhere: RegExp;
  /** Most keys are asked for again with each request; the bound keeps keys made from data from filling the memory. */
  readonly #known = new Map<string, KeyKind>();

  /** @param more words in addition to the built-in ones, which can't be removed */
  constructor(more: readonly string[] = []) {
    const words = [...LONG_NAMES, ...more.map(fold)].filter((word) => word !== "");
    this.#anywhere = new RegExp(words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|"));
  }

  /** True for a key that names a secret. */
  has(key: string): boolean {
    return this.kindOf(key) === "secret";
  }

  /** The kind of value of such a key. */
  kindOf(key: string): KeyKind {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const kind = this.#test(key) ? "secret" : isBody(key) ? "body" : "other";
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, kind);
    return kind;
  }

  /** True if the key names a secret and the value may be one; not for `prompt_tokens: 512`, a count. */
  hides(key: string, value: unknown): boolean {
    return value !== null && value !== undefined && typeof value !== "boolean" && this.has(key)
      ? !saysOnlySomething(key, value)
      : false;
  }

  /** Bodies are never recorded: `requestBody`, `raw_body`, but not `body.size`. */
  isBody(key: string): boolean {
    return this.kindOf(key) === "body";
  }

  #test(key: string): boolean {
    if (this.#anywhere.test(fold(key).replace(LOOK_ALIKES, ""))) return true;
    const words = wordsOf(key);
    return words.some(
      (word, at) =>
        WHOLE_WORDS.has(word) ||
        ((LAST_WORDS.has(word) || endsWithPass(word)) && words.slice(at + 1).every((next) => FOLLOWERS.has(next))),
    );
  }
}

function isBody(key: string): boolean {
  const words = wordsOf(key);
  return words.some((word, at) => {
    const isOne = BODIES.has(word) || BODIES.has(word + (words[at + 1] ?? ""));
    return isOne && !words.slice(at + 1).some((next) => ABOUT_BODIES.has(next));
  });
}

/** `PGPASS`, `dbpass`. */
function endsWithPass(word: string): boolean {
  return word.endsWith("pass") && word.length <= 12 && !NOT_PASS.has(word);
}

/** How many, how long, until when, or of which kind. */
function saysOnlySomething(key: string, value: unknown): boolean {
  const words = wordsOf(key);
  const last = words.at(-1) ?? "";
  if (typeof value === "string" && KINDS.has(last)) return /^[a-z][a-z_ -]{0,24}$/i.test(value);
  if (!MEASURES.has(last)) return (last.endsWith("tokens") && isCount(value)) || isSessionCount(last, value);
  if (last === "tokens" && words.some((word) => PRECIOUS.has(word))) return false;
  return (
    isCount(value) ||
    (typeof value === "string" && /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-][\d:]{4,6})?)?$/.test(value))
  );
}

/** `sessions: 14`; a longer number may be the id of one. */
function isSessionCount(last: string, value: unknown): boolean {
  return last === "sessions" && /^\d{1,4}$/.test(String(value));
}

/** Tokens that are not counted. */
const PRECIOUS = new Set("access refresh api auth id session secret csrf reset push device bearer".split(" "));

function isCount(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^\d{1,12}(?:\.\d{1,6})?$/.test(value));
}

/** Ignores case and word separators: `apiKey`, `x-api-key` and `api_key` contain the same words. */
export function fold(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** `userPin`, `user-pin2` and `user.pin` all hold the word `pin`. */
export function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.replace(/(?<=\p{L})\d+$/u, ""));
}
