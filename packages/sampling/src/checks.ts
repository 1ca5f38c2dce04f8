import { isRecord } from "./members.ts";
import { show } from "./problem.ts";
import type { Problem } from "./problem.ts";

/** Reads fields of unknown input and collects everything that is wrong with them. */
export class Checks {
  readonly problems: Problem[] = [];
  readonly #numbersAsText: boolean;

  /** @param numbersAsText take a number that is written as text, as Pulumi's command line keeps a fraction */
  constructor({ numbersAsText = false }: { readonly numbersAsText?: boolean } = {}) {
    this.#numbersAsText = numbersAsText;
  }

  add(code: string, path: string, value: unknown, allowed: string, fix: string): void {
    this.problems.push({ code, path, value: show(value), allowed, fix });
  }

  /** The value as a plain object, or undefined and a problem. */
  object(path: string, value: unknown, fix: string): Readonly<Record<string, unknown>> | undefined {
    if (isRecord(value)) return value;
    this.add("wrong-type", path, value, "an object", fix);
    return undefined;
  }

  /** The value as a list, or undefined and a problem. */
  list(path: string, value: unknown, fix: string): readonly unknown[] | undefined {
    if (Array.isArray(value)) return value as readonly unknown[];
    this.add("wrong-type", path, value, "a list", fix);
    return undefined;
  }

  /** A printable text of 1 to `max` characters, or undefined and a problem. */
  text(path: string, value: unknown, max: number, fix: string): string | undefined {
    const allowed = `1 to ${max} printable characters`;
    if (typeof value !== "string") this.add(missing(value), path, value, allowed, fix);
    else if (value.length < 1 || value.length > max) {
      const length = `It has ${value.length} characters. `;
      this.add("out-of-range", path, value, allowed, value === "" ? fix : length + fix);
    } else if (/\p{Cc}|[\u2028\u2029]|\p{Cs}/u.test(value)) this.add("not-printable", path, value, allowed, fix);
    else return value;
    return undefined;
  }

  /** A number from `min` to `max`, whole if asked for, or undefined and a problem. */
  number(path: string, given: unknown, range: NumberRange, fix: string): number | undefined {
    const value = this.#numbersAsText && typeof given === "string" && NUMBER.test(given) ? Number(given) : given;
    const kind = range.whole === true ? "a whole number" : "a number";
    const allowed =
      range.max === undefined ? `${kind}, ${range.min} or more` : `${kind} from ${range.min} to ${range.max}`;
    if (typeof value !== "number") this.add(missing(value), path, value, allowed, fix);
    else if (!inRange(value, range)) this.add("out-of-range", path, value, allowed, fix);
    else return value;
    return undefined;
  }

  /** One of the given texts, or undefined and a problem. */
  oneOf<T extends string>(path: string, value: unknown, choices: readonly T[], fix: string): T | undefined {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.add(missing(value), path, value, `one of ${choices.join(", ")}`, fix);
    return found;
  }

  /** Names of patterns by attribute, or undefined and a problem for each that is wrong. */
  patterns(path: string, value: unknown, limits: PairLimits): Readonly<Record<string, string>> | undefined {
    const fix = "Give each attribute that the request must have a pattern for its value.";
    const record = this.object(path, value, fix);
    if (record === undefined) return undefined;
    const before = this.problems.length;
    const entries = Object.entries(record);
    if (entries.length > limits.pairs) {
      this.add(
        "out-of-range",
        path,
        `${entries.length} attributes`,
        `up to ${limits.pairs} attributes`,
        "Remove some.",
      );
    }
    const pairs: [string, string][] = [];
    for (const [key, pattern] of entries) {
      const name = this.text(`${path} key`, key, limits.key, "Shorten the attribute's name.");
      const text = this.text(member(path, key), pattern, limits.value, fix);
      if (name !== undefined && text !== undefined) pairs.push([name, text]);
    }
    return this.problems.length === before ? Object.fromEntries(pairs) : undefined;
  }

  /** A problem per key that is not allowed; `fixes` suggests the probably intended key. */
  keys(path: string, record: object, allowed: readonly string[], fixes: Readonly<Record<string, string>> = {}): void {
    for (const key of Object.keys(record)) {
      if (allowed.includes(key)) continue;
      const fix = Object.hasOwn(fixes, key) ? fixes[key] : undefined;
      this.add(
        "unknown-key",
        member(path, key),
        key,
        `the keys ${allowed.join(", ")}`,
        fix ?? "Remove it, or correct its name.",
      );
    }
  }
}

/** A number beyond doubt: no leading zeros, no separators, no unit. */
const NUMBER = /^-?((0|[1-9]\d*)(\.\d+)?|\.\d+)([eE][-+]?\d+)?$/;

export interface NumberRange {
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
}

export interface PairLimits {
  readonly pairs: number;
  readonly key: number;
  readonly value: number;
}

function inRange(value: number, range: NumberRange): boolean {
  if (!Number.isFinite(value) || value < range.min || value > (range.max ?? Number.MAX_SAFE_INTEGER)) return false;
  return range.whole !== true || Number.isInteger(value);
}

function missing(value: unknown): string {
  return value === undefined ? "missing" : "wrong-type";
}

/** `path.key`, with a key that is no identifier in brackets. */
export function member(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `${path}[${show(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
