/** One thing that is wrong with an input: where, what was given, what is allowed and how to fix it. */
export interface Problem {
  /** Stable identifier for machines, such as `out-of-range` or `shadowed`. */
  readonly code: string;
  /** Where the value stands in the input, such as `rules[2].rate`; empty for the input itself. */
  readonly path: string;
  /** The value given, in a short printable form. */
  readonly value: string;
  /** What is allowed there. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

const SHOWN_LENGTH = 80;

/** A short printable form of any value. Never throws, whatever the value is. */
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
  // Objects may carry a toString or toJSON that throws, so that only their kind is named.
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** One problem as one line for people. */
export function formatProblem(problem: Problem): string {
  const subject = problem.path === "" ? "the input" : problem.path;
  return `${subject}: got ${problem.value}; allowed: ${problem.allowed}. ${problem.fix}`;
}

/** The input can't be used. `problems` holds everything that is wrong with it, not only the first thing. */
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
