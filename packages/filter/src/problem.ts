/** One thing that is wrong with a filter expression, and where. */
export interface FilterProblem {
  /** What is wrong: a sentence. */
  readonly message: string;
  /** First character of the place, counted from 0. */
  readonly from: number;
  /** The character after the place; `from` for a place between two characters. */
  readonly to: number;
  /** What to write instead: a sentence. */
  readonly fix?: string;
}

/** The text is no filter expression, or asks for something that only AWS's X-Ray can answer. */
export class FilterError extends Error {
  override name = "FilterError";
  /** All that is wrong, in the order of the text; at least one. */
  readonly problems: readonly FilterProblem[];

  /** @param problems what is wrong, in any order; at least one */
  constructor(problems: readonly FilterProblem[]) {
    const sorted = [...problems].sort((one, other) => one.from - other.from);
    const fixes = sorted.map(({ fix }) => fix);
    // The same advice is given once.
    const lines = sorted.map(({ fix, ...problem }, index) =>
      formatFilterProblem(fix === undefined || fixes.indexOf(fix) < index ? problem : { ...problem, fix }),
    );
    super(lines.join("\n"));
    this.problems = sorted;
  }
}

/** A problem in one line, for people; places are counted from 1, as people do. */
export function formatFilterProblem({ message, from, fix }: FilterProblem): string {
  return `At character ${from + 1}: ${message}${fix === undefined ? "" : ` ${fix}`}`;
}
