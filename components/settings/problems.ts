import { RunError } from "@pulumi/pulumi";
import type { Problem } from "@pmp/model";
import { formatProblem } from "@pmp/sampling";

/**
 * The stack's settings are invalid. It has every problem, not only the first, so that one edit can fix them all.
 * A RunError, because Pulumi prints those without a stack trace.
 */
export class SettingsError extends RunError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      [
        `The stack's settings have ${count}; nothing was changed.`,
        ...problems.map((problem) => formatProblem(problem, "lines")),
      ].join("\n"),
    );
    this.problems = problems;
  }
}
