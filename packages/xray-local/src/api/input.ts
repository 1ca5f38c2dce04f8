import { invalid } from "./errors.ts";

/**
 * Reads the members of an operation's input. All problems are collected; `check` throws them together. No schema library:
 * loading zod alone would delay the start of `pmp-xray dev` by some 80 ms.
 */
export class Input {
  readonly #record: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: string[];

  constructor(value: unknown, path = "", problems: string[] = []) {
    this.#path = path;
    this.#problems = problems;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.#record = isObject ? (value as Record<string, unknown>) : {};
    if (!isObject) this.problem("", `got ${printable(value)}; allowed: a JSON object.`);
  }

  /** @throws ApiError InvalidRequestException with all problems */
  check(): void {
    if (this.#problems.length > 0) throw invalid(this.#problems.join(" "));
  }

  problem(key: string, text: string): void {
    this.#problems.push(`${this.#name(key)}: ${text}`);
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  /** The member without a check; null counts as absent, as in the AWS SDKs. */
  raw(key: string): unknown {
    return Object.hasOwn(this.#record, key) ? (this.#record[key] ?? undefined) : undefined;
  }

  text(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === "string") return value;
    this.problem(key, `got ${printable(value)}; allowed: a text.`);
    return undefined;
  }

  requiredText(key: string): string {
    const value = this.text(key);
    if (!this.has(key)) this.problem(key, "is missing.");
    return value ?? "";
  }

  count(key: string): number | undefined {
    const value = this.raw(key);
    if (value === undefined || (typeof value === "number" && Number.isInteger(value) && value >= 0)) return value;
    this.problem(key, `got ${printable(value)}; allowed: a whole number, 0 or more.`);
    return undefined;
  }

  requiredCount(key: string): number {
    if (!this.has(key)) this.problem(key, "is missing.");
    return this.count(key) ?? 0;
  }

  /** Seconds since the epoch; the AWS CLI also sends ISO 8601 strings. */
  time(key: string): number {
    const value = this.raw(key);
    if (typeof value === "number" && Number.isFinite(value)) return value;
    const parsed = typeof value === "string" ? Date.parse(value) : NaN;
    if (!Number.isNaN(parsed)) return parsed / 1_000;
    this.problem(
      key,
      value === undefined ? "is missing." : `got ${printable(value)}; allowed: seconds since the epoch.`,
    );
    return 0;
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.raw(key);
    const found = allowed.find((item) => item === value);
    if (value !== undefined && found === undefined) {
      this.problem(key, `got ${printable(value)}; allowed: ${allowed.join(", ")}.`);
    }
    return found;
  }

  texts(key: string): string[] {
    return this.#list(key).flatMap((item, index) => {
      if (typeof item === "string") return [item];
      this.problem(`${key}[${index}]`, `got ${printable(item)}; allowed: a text.`);
      return [];
    });
  }

  objects(key: string): Input[] {
    return this.#list(key).map((item, index) => new Input(item, this.#name(`${key}[${index}]`), this.#problems));
  }

  object(key: string): Input {
    if (!this.has(key)) this.problem(key, "is missing.");
    return new Input(this.raw(key) ?? {}, this.#name(key), this.#problems);
  }

  #list(key: string): unknown[] {
    const value = this.raw(key);
    if (Array.isArray(value)) return value;
    this.problem(key, value === undefined ? "is missing." : `got ${printable(value)}; allowed: a list.`);
    return [];
  }

  #name(key: string): string {
    if (this.#path === "") return key === "" ? "the request" : key;
    return key === "" ? this.#path : `${this.#path}.${key}`;
  }
}

const SHOWN_LENGTH = 80;

function printable(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
