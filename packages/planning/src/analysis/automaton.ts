/** Represents every character that no pattern contains. */
const OTHER = "";

/** Costs in steps of about 50 ns: a transition of one automaton, a new combined state, both per automaton. */
const STEPS_PER_MOVE = 2;
const STEPS_PER_STATE = 8;
/** Cost of building an automaton's next state, per position of the previous one. */
const STEPS_PER_PLACE = 10;

/** No text that begins like this can match any more. */
const DEAD = -1;

/**
 * The deterministic automaton of one pattern, built state by state as it is walked. A state is the set of places in the
 * pattern that a text may have reached; 0 is the first.
 */
export class PatternAutomaton {
  /** The characters that the pattern names. */
  readonly letters: ReadonlySet<string>;
  /** Character by character, as a `?` counts them. */
  readonly #pattern: readonly string[];
  readonly #states: { readonly places: readonly number[]; readonly next: Map<string, number> }[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #budget: Budget;

  constructor(pattern: string, budget: Budget) {
    this.#budget = budget;
    this.#pattern = Array.from(pattern.toLowerCase().replace(/\*+/g, "*"));
    this.letters = new Set(this.#pattern.filter((letter) => letter !== "*" && letter !== "?"));
    this.#number(this.#close([0]));
  }

  /** The state after one more character (in lower case), or DEAD. */
  step(state: number, letter: string): number {
    const from = this.#states[state];
    if (from === undefined) return DEAD;
    const symbol = this.letters.has(letter) ? letter : OTHER;
    const known = from.next.get(symbol);
    if (known !== undefined) return known;
    this.#budget.spend(STEPS_PER_PLACE * from.places.length);
    const next = this.#number(this.#close(this.#advance(from.places, symbol)));
    from.next.set(symbol, next);
    return next;
  }

  /** Whether a text that ends in this state matches. */
  accepts(state: number): boolean {
    return this.#states[state]?.places.includes(this.#pattern.length) === true;
  }

  #advance(places: readonly number[], symbol: string): number[] {
    const next: number[] = [];
    for (const place of places) {
      const wanted = this.#pattern[place];
      if (wanted === "*") next.push(place);
      else if (wanted === "?" || (wanted !== undefined && wanted === symbol)) next.push(place + 1);
    }
    return next;
  }

  /** Adds the positions after stars, and drops those before the last star, which matches all that they match. */
  #close(places: readonly number[]): number[] {
    const all = new Set(places);
    for (const place of all) if (this.#pattern[place] === "*") all.add(place + 1);
    const lastStar = Math.max(-1, ...[...all].filter((place) => this.#pattern[place] === "*"));
    return [...all].filter((place) => place >= lastStar).sort((one, other) => one - other);
  }

  #number(places: readonly number[]): number {
    if (places.length === 0) return DEAD;
    const key = places.join();
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#states.push({ places, next: new Map() }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** The remaining step budget, so that adversarial patterns end in an answer instead of a hang. */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetSpent();
  }
}

/** The patterns are too hard to decide within the budget. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/**
 * Enumerates texts that match all of `include`, shortest first, with one text per combination of `watch` patterns that
 * match. Exact: texts that lead to the same states are equivalent for all patterns.
 *
 * @param visit gets a text and which of `watch` match it; the walk ends when it returns true
 */
export function walkTexts(
  include: readonly PatternAutomaton[],
  watch: readonly PatternAutomaton[],
  budget: Budget,
  visit: (text: string, matched: readonly boolean[]) => boolean,
): void {
  const automata = [...include, ...watch];
  const letters = alphabet(automata);
  const start = { text: "", states: automata.map(() => 0) };
  const seen = new Set([start.states.join()]);
  const queue = [start];
  for (const { text, states } of queue) {
    if (include.every((automaton, index) => automaton.accepts(states[index] ?? DEAD))) {
      const matched = watch.map((automaton, index) => automaton.accepts(states[include.length + index] ?? DEAD));
      if (visit(text, matched)) return;
    }
    for (const letter of letters) {
      budget.spend(STEPS_PER_MOVE * automata.length);
      const next = automata.map((automaton, index) => automaton.step(states[index] ?? DEAD, letter));
      if (next.slice(0, include.length).includes(DEAD)) continue;
      const key = next.join();
      if (seen.has(key)) continue;
      budget.spend(STEPS_PER_STATE * automata.length);
      seen.add(key);
      queue.push({ text: text + letter, states: next });
    }
  }
}

/** All characters that the patterns name, and one that none of them names. */
function alphabet(automata: readonly PatternAutomaton[]): string[] {
  const named = new Set(automata.flatMap((automaton) => [...automaton.letters]));
  const candidates = "xyzabcdefghijklmnopqrstuvw0123456789-_~".split("");
  const other = candidates.find((letter) => !named.has(letter)) ?? unusedLetter(named);
  return [other, ...named];
}

function unusedLetter(named: ReadonlySet<string>): string {
  let code = 0x4e00;
  while (named.has(String.fromCharCode(code))) code++;
  return String.fromCharCode(code);
}
