import type { FilterProblem } from "./problem.ts";
import type { Token } from "./tokens.ts";

/** The rest can't be read. */
export class Stop extends Error {}

/** Goes through tokens one by one, and collects what is wrong with them. */
export class TokenReader {
  /** What is wrong in itself, and did not keep the rest from being read. */
  readonly problems: FilterProblem[] = [];
  /** Where reading ended, if it did not get to the end of the text. */
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

  protected problem(place: { readonly from: number; readonly to: number }, message: string, fix: string): void {
    this.problems.push({ message, from: place.from, to: place.to, fix });
  }

  /** Reading can't go on, because something else should be here. */
  protected missing(what: string, fix?: string, instead: Token | undefined = this.peek()): never {
    const found = instead === undefined ? "the text ends" : `there is ${instead.source}`;
    return this.end(`${what} is missing: ${found}.`, fix, instead);
  }

  /** Reading can't go on. */
  protected end(message: string, fix?: string, place: Token | undefined = this.peek()): never {
    const { from, to } = place ?? { from: this.#length, to: this.#length };
    this.stop.push({ message, from, to, ...(fix !== undefined && { fix }) });
    throw new Stop();
  }
}
