/** One entry of a list that can't be used. */
export interface EntryProblem {
  readonly given: string;
  readonly reason: string;
  /** The probably intended value. */
  readonly fix?: string;
}

/** The entries of a list that is separated by commas; none for an empty text. */
export function entriesOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/**
 * The entries with the probably intended values; undefined if nothing is wrong, or if the intention is unknown for one
 * of them.
 */
export function withFixes(entries: readonly string[], problems: readonly EntryProblem[]): string[] | undefined {
  if (problems.length === 0 || problems.some(({ fix }) => fix === undefined)) return undefined;
  const fixes = new Map(problems.map(({ given, fix }) => [given, fix ?? given]));
  return entries.map((entry) => fixes.get(entry) ?? entry);
}
