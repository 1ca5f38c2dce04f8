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

const SHOWN_LENGTH = 80;

/** A short printable form of any value. Never throws. */
export function show(value: unknown): string {
  const text = printable(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text;
}

function printable(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, SHOWN_LENGTH + 1));
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "undefined") return "nothing";
  if (typeof value === "bigint") return `${value.toString()}n`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  // toString or toJSON of an object may throw, so only its kind is named.
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** One problem as one line for people. */
export function formatProblem(problem: Problem): string {
  const subject = problem.path === "" ? "the input" : problem.path;
  return `${subject}: got ${problem.value}; allowed: ${problem.allowed}. ${problem.fix}`;
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
