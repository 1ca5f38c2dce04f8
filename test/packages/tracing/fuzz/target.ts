import fc from "fast-check";

/** Something that takes input from outside, and what must hold whatever that input is. */
export interface FuzzTarget {
  readonly name: string;
  /** Throws when one of so many made-up inputs breaks what must hold; the message has such an input. */
  readonly run: (options: FuzzOptions) => void;
}

export interface FuzzOptions {
  /** How many inputs. */
  readonly runs: number;
  /** The same seed makes the same inputs. */
  readonly seed: number;
}

/** @param endOnFailure true: reports the first input that fails, where the search for a smaller one would take too long */
export function target<T>(
  name: string,
  input: fc.Arbitrary<T>,
  holds: (value: T) => void,
  { endOnFailure = false } = {},
): FuzzTarget {
  return {
    name,
    run: ({ runs, seed }) => fc.assert(fc.property(input, holds), { numRuns: runs, seed, endOnFailure }),
  };
}
