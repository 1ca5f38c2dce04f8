import { compilePattern } from "@pmp/sampling";
import { Budget, PatternAutomaton, walkTexts } from "./automaton.ts";

/**
 * A rule's condition on one field: a pattern for a required value, or undefined for any value or none.
 */
export type Constraint = string | undefined;

/** A value of a field that some request can have, and which of several constraints it meets. */
export interface Choice {
  readonly value: string | undefined;
  /** Bit n is set when constraint n is met. */
  readonly met: bigint;
}

/** The values that a field of a request can have, and exact questions about the patterns over them. */
export interface Domain {
  /** A value that meets all of the constraints, or undefined when there is none. */
  common(constraints: readonly Constraint[]): { readonly value: string | undefined } | undefined;
  /** Whether each value that meets `narrow` meets `wide`. */
  contains(wide: Constraint, narrow: Constraint): boolean;
  /** For the values that meet all of `required`: one for each smallest set of `watched` constraints that is met. */
  choices(required: readonly Constraint[], watched: readonly Constraint[]): Choice[];
}

/** A field with few possible values; undefined represents a request without the field. */
export function finiteDomain(values: readonly (string | undefined)[]): Domain {
  const known = new Map<Constraint, readonly boolean[]>();
  /** For each value whether it meets the constraint. */
  const met = (constraint: Constraint): readonly boolean[] => {
    const kept = known.get(constraint);
    if (kept !== undefined) return kept;
    const matches = constraint === undefined ? undefined : compilePattern(constraint);
    const flags = values.map((value) => matches === undefined || (value !== undefined && matches(value.toLowerCase())));
    known.set(constraint, flags);
    return flags;
  };
  return {
    common: (constraints) => {
      const flags = constraints.map(met);
      const index = values.findIndex((_, n) => flags.every((flag) => flag[n] === true));
      return index === -1 ? undefined : { value: values[index] };
    },
    contains: (wide, narrow) => values.every((_, n) => met(narrow)[n] !== true || met(wide)[n] === true),
    choices: (required, watched) => {
      const flags = watched.map(met);
      const found = values.map((value, n) => ({ value, met: bits(flags.map((flag) => flag[n] === true)) }));
      const wanted = required.map(met);
      return smallest(found.filter((_, n) => wanted.every((flag) => flag[n] === true)));
    },
  };
}

/** Whether requests may lack the field, and if so, whether examples preferably have it. */
export type Missing = "never" | "shown" | "avoided";

/**
 * A field with any text of a shape.
 *
 * @param shape pattern that every real value matches, such as `/*` for a path
 */
export function textDomain(shape: string, missing: Missing, budget: Budget): Domain {
  const automata = new Map<string, PatternAutomaton>();
  const automaton = (pattern: string): PatternAutomaton => {
    const known = automata.get(pattern) ?? new PatternAutomaton(pattern, budget);
    automata.set(pattern, known);
    return known;
  };
  const known = new Map<string, Ends>();
  const ends = (pattern: string): Ends => {
    const kept = known.get(pattern) ?? endsOf(pattern);
    known.set(pattern, kept);
    return kept;
  };
  const shaped = (constraints: readonly Constraint[]): PatternAutomaton[] =>
    [...new Set([shape, ...constraints])].filter((pattern) => pattern !== undefined).map(automaton);

  const firstText = (include: readonly Constraint[], exclude: readonly string[]): string | undefined => {
    let found: string | undefined;
    walkTexts(shaped(include), exclude.map(automaton), budget, (text, matched) => {
      if (matched.includes(true)) return false;
      found = text;
      return true;
    });
    return found;
  };

  /** Rules are compared with many others: the answer for a pattern alone, or a pair, is kept. */
  const texts = new Map<string, string | undefined>();
  const shortest = (constraints: readonly Constraint[]): string | undefined => {
    const key = JSON.stringify([...new Set(constraints)].filter((pattern) => pattern !== undefined));
    if (!texts.has(key)) texts.set(key, firstText(constraints, []));
    return texts.get(key);
  };

  return {
    common: (constraints) => {
      budget.spend(1);
      const free = missing !== "never" && constraints.every((constraint) => constraint === undefined);
      if (free && missing === "shown") return { value: undefined };
      if (differ(constraints, ends)) return undefined;
      const value = shortest(constraints);
      return value === undefined && !free ? undefined : { value };
    },
    contains: (wide, narrow) => {
      budget.spend(1);
      if (wide === undefined || wide === narrow) return true;
      if (narrow === undefined && missing !== "never") return false;
      return firstText([narrow], [wide]) === undefined;
    },
    choices: (required, watched) => {
      const patterns = watched.flatMap((pattern, index) => (pattern === undefined ? [] : [{ pattern, index }]));
      const always = bits(watched.map((constraint) => constraint === undefined));
      const found: Choice[] = [];
      const lacking = { value: undefined, met: always };
      const mayLack = missing !== "never" && required.every((constraint) => constraint === undefined);
      if (mayLack && missing === "shown") found.push(lacking);
      walkTexts(
        shaped(required),
        patterns.map(({ pattern }) => automaton(pattern)),
        budget,
        (value, matched) => {
          const met = patterns.reduce((sum, { index }, n) => (matched[n] === true ? sum | bit(index) : sum), always);
          found.push({ value, met });
          return met === always;
        },
      );
      if (mayLack && missing === "avoided") found.push(lacking);
      return smallest(found);
    },
  };
}

/** Whether two patterns differ in their prefixes or suffixes, which decides most cases. */
function differ(constraints: readonly Constraint[], ends: (pattern: string) => Ends): boolean {
  const patterns = constraints.filter((constraint) => constraint !== undefined).map(ends);
  return patterns.some((one, index) => patterns.slice(index + 1).some((other) => !alike(one, other)));
}

interface Ends {
  readonly beginning: string;
  readonly ending: string;
}

function endsOf(pattern: string): Ends {
  const folded = pattern.toLowerCase();
  const first = folded.search(/[*?]/);
  if (first === -1) return { beginning: folded, ending: folded };
  const last = Math.max(folded.lastIndexOf("*"), folded.lastIndexOf("?"));
  return { beginning: folded.slice(0, first), ending: folded.slice(last + 1) };
}

function alike(one: Ends, other: Ends): boolean {
  const begin = one.beginning.startsWith(other.beginning) || other.beginning.startsWith(one.beginning);
  return begin && (one.ending.endsWith(other.ending) || other.ending.endsWith(one.ending));
}

function bits(flags: readonly boolean[]): bigint {
  return flags.reduce((sum, flag, index) => (flag ? sum | bit(index) : sum), 0n);
}

function bit(index: number): bigint {
  return 1n << BigInt(index);
}

/** Drops each choice that meets all conditions an earlier one meets: a gap is found by the earlier one. */
function smallest(choices: readonly Choice[]): Choice[] {
  const kept: Choice[] = [];
  const bySize = [...choices].sort((one, other) => count(one.met) - count(other.met));
  for (const choice of bySize) {
    if (!kept.some(({ met }) => (met & choice.met) === met)) kept.push(choice);
  }
  return kept;
}

function count(set: bigint): number {
  let size = 0;
  for (let rest = set; rest !== 0n; rest &= rest - 1n) size++;
  return size;
}
