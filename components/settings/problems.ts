import { RunError } from "@pulumi/pulumi";

/** One thing wrong with the stack's settings. */
export interface Problem {
  /** Where, as `pulumi config set --path` takes it: `pmp-xray:alarms.faultRatePercent`. */
  readonly path: string;
  /** What was given, ready to print; `(not set)` when nothing was. */
  readonly value: string;
  /** What is allowed there, in words. */
  readonly allowed: string;
  /** What to do about it: one command, or one sentence. */
  readonly cure: string;
}

/**
 * The stack's settings can't be used. Holds every problem, not the first one, so that one edit mends them all.
 * A RunError, because Pulumi prints those without a stack trace.
 */
export class SettingsError extends RunError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`The stack's settings have ${count}; nothing was changed.`, ...problems.map(describe)].join("\n"));
    this.problems = problems;
  }
}

function describe(problem: Problem): string {
  return `  ${problem.path} = ${problem.value}\n    allowed: ${problem.allowed}\n    cure:    ${problem.cure}`;
}

/** Prints a given value on one line, short enough for a terminal. */
export function show(value: unknown): string {
  if (value === undefined) return "(not set)";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
