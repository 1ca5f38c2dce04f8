/** A problem of a filter expression, with its position. */
export interface FilterProblem {
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** Start offset, from 0. */
  readonly from: number;
  /** End offset, exclusive; equal to `from` for a position between two characters. */
  readonly to: number;
  /** What to write instead, as a sentence. */
  readonly fix?: string;
}

/** The text is not a valid filter expression, or uses a keyword that only AWS supports. */
export class FilterError extends Error {
  override name = "FilterError";
  /** All problems, in the order of the text; at least one. */
  readonly problems: readonly FilterProblem[];

  /** @param problems in any order; at least one */
  constructor(problems: readonly FilterProblem[]) {
    const sorted = [...problems].sort((one, other) => one.from - other.from);
    const fixes = sorted.map(({ fix }) => fix);
    // Each fix is given once.
    const lines = sorted.map(({ fix, ...problem }, index) =>
      formatFilterProblem(fix === undefined || fixes.indexOf(fix) < index ? problem : { ...problem, fix }),
    );
    super(lines.join("\n"));
    this.problems = sorted;
  }
}

/** A problem as one line of text; characters are counted from 1. */
export function formatFilterProblem({ message, from, fix }: FilterProblem): string {
  return `At character ${from + 1}: ${message}${fix === undefined ? "" : ` ${fix}`}`;
}
