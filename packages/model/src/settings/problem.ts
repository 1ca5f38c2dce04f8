/** One thing wrong with the stack's settings. */
export interface Problem {
  /** Where, as `pulumi config set --path` takes it: `pmp-xray:alarms.faultRatePercent`. */
  readonly path: string;
  /** What was given, ready to print; `(not set)` when nothing was. */
  readonly value: string;
  /** What is allowed there, in words. */
  readonly allowed: string;
  /** What to do about it: one command, or one sentence. */
  readonly fix: string;
}

/** A problem as lines for people. */
export function describeProblem(problem: Problem): string {
  return `  ${problem.path} = ${problem.value}\n    allowed: ${problem.allowed}\n    fix:     ${problem.fix}`;
}

/** Prints a given value on one line, short enough for a terminal. */
export function show(value: unknown): string {
  if (value === undefined) return "(not set)";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
