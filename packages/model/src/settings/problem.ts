import type { Problem as PlanProblem } from "@pmp/sampling";

/**
 * One thing wrong with the stack's settings. Its path is as `pulumi config set --path` takes it, such as
 * `pmp-xray:alarms.faultRatePercent`; its value is `(not set)` when nothing was given; its fix is one command or one sentence.
 */
export type Problem = Omit<PlanProblem, "code">;
