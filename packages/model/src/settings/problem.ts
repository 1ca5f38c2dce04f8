import type { Problem as PlanProblem } from "@pmp/sampling";

/**
 * One thing wrong with the stack's settings. Its path is as `pulumi config set --path` takes it, such as
 * `pmp-xray:alarms.faultRatePercent`; its value is `(not set)` when nothing was given; its fix is one command or one sentence.
 */
export type Problem = Omit<PlanProblem, "code">;

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
