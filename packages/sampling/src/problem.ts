/** One problem of an input: path, given value, allowed values and fix. */
export interface Problem {
  /** Stable identifier for machines, such as `out-of-range` or `shadowed`. */
  readonly code: string;
  /** The value's path in the input, such as `rules[2].rate`; empty for the input itself. */
  readonly path: string;
  /** The value given, in a short printable form. */
  readonly value: string;
  /** The allowed values. */
  readonly allowed: string;
  /** The fix. */
  readonly fix: string;
}

const SHOWN_LENGTH = 120;

/** A short printable form of any value, on one line. Never throws. */
export function show(value: unknown): string {
  const text = printable(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 3)}...` : text;
}

function printable(value: unknown): string {
  if (value === undefined) return "(not set)";
  if (typeof value === "string") return JSON.stringify(value.slice(0, SHOWN_LENGTH + 1));
  if (typeof value === "bigint") return `${value.toString()}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  // JSON has no Infinity and no NaN.
  if (typeof value === "number") return String(value);
  try {
    // In a list, since a toJSON may return nothing: then it is null.
    return JSON.stringify([value]).slice(1, -1);
  } catch {
    // A circle, or a toJSON that throws.
    return "an object";
  }
}

/**
 * A problem for people.
 *
 * @param layout `line` for logs and lists, or `lines` where each part gets a line, and the fix can be copied
 */
export function formatProblem(problem: Omit<Problem, "code">, layout: "line" | "lines" = "line"): string {
  const { value, allowed, fix } = problem;
  const path = problem.path === "" ? "the input" : problem.path;
  return layout === "line"
    ? `${path}: got ${value}; allowed: ${allowed}. ${fix}`
    : `  ${path} = ${value}\n    allowed: ${allowed}\n    fix:     ${fix}`;
}

/** Invalid input. `problems` has all of its problems, not only the first. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    const lines = problems.map((problem) => `- ${formatProblem(problem)}`);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${subject}: ${count}\n${lines.join("\n")}`);
    this.problems = problems;
  }
}
