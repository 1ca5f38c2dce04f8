import { tokenize, type FilterProblem, type TokenKind } from "@pmp/filter";

type InkKind = TokenKind | "joiner" | "plain";

/** A part of a filter expression, for syntax highlighting. All parts together are the text. */
export interface Ink {
  readonly text: string;
  readonly kind: InkKind;
  /** True where there is a problem. */
  readonly wrong: boolean;
}

const JOINERS: ReadonlySet<string> = new Set(["and", "or", "not"]);

export function inkOf(expression: string, problems: readonly FilterProblem[]): Ink[] {
  const out: Ink[] = [];
  let at = 0;
  const upTo = (end: number, kind: InkKind): void => {
    if (end <= at) return;
    const from = at;
    out.push({
      text: expression.slice(from, end),
      kind,
      wrong: problems.some((one) => one.from < end && one.to > from),
    });
    at = end;
  };
  for (const { kind, value, from, to } of tokenize(expression).tokens) {
    upTo(from, "plain");
    upTo(to, kind === "word" && JOINERS.has(value) ? "joiner" : kind);
  }
  upTo(expression.length, "plain");
  return out;
}
