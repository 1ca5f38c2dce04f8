import type { FilterProblem } from "./problem.ts";
import type { Token } from "./tokens.ts";

/** Parsing can't continue. */
export class Stop extends Error {}

/** Reads tokens one by one, and collects problems. */
export class TokenReader {
  /** Problems after which parsing continued. */
  readonly problems: FilterProblem[] = [];
  /** The problem at which parsing stopped, if any. */
  readonly stop: FilterProblem[] = [];
  readonly #length: number;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @param length of the text that the tokens are from */
  constructor(length: number, tokens: readonly Token[]) {
    this.#length = length;
    this.#tokens = tokens;
  }

  protected peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  protected next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  protected takeWord(value: string): boolean {
    return this.#takeIf("word", value);
  }

  protected takeOperator(value: string): boolean {
    return this.#takeIf("operator", value);
  }

  #takeIf(kind: Token["kind"], value: string): boolean {
    const next = this.peek();
    const found = next?.kind === kind && next.value === value;
    if (found) this.#at += 1;
    return found;
  }

  protected problem(position: { readonly from: number; readonly to: number }, message: string, fix: string): void {
    this.problems.push({ message, from: position.from, to: position.to, fix });
  }

  /** Stops: something else is expected here. */
  protected missing(what: string, fix?: string, instead: Token | undefined = this.peek()): never {
    const found = instead === undefined ? "the expression ends" : `found ${instead.source}`;
    return this.end(`${what} is missing: ${found}.`, fix, instead);
  }

  /** Stops parsing. */
  protected end(message: string, fix?: string, token: Token | undefined = this.peek()): never {
    const { from, to } = token ?? { from: this.#length, to: this.#length };
    this.stop.push({ message, from, to, ...(fix !== undefined && { fix }) });
    throw new Stop();
  }
}
