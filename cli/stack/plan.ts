import { UsageError } from "@pmp/command-line";
import { checkPlan, stackName } from "@pmp/model";
import { formatProblem } from "@pmp/sampling";
import type { CheckedPlan, Forecast, Plan, Platform } from "@pmp/planning";
import type { Problem } from "@pmp/sampling";
import type { Invocation } from "../commands/invocation.ts";
import { stacksOf } from "./selected.ts";
import { readStackFile } from "./stack-file.ts";

/** A stack's plan, or its problems. @throws UsageError if there is no such stack, or its file is invalid */
export function checkStack({ folder, note }: Invocation, name: string): CheckedPlan {
  const stacks = stacksOf(folder);
  // A stack may be named in full, as for Pulumi: org/project/stack.
  if (!stacks.includes(stackName(name))) {
    throw new UsageError(`There is no stack ${name}; there are ${stacks.join(", ")}.`);
  }
  const { planning, notes } = readStackFile(folder, name);
  for (const line of notes) note(line);
  return checkPlan(planning.input, planning.context);
}

/** The stack's plan. @throws UsageError with all that is wrong when there is none */
export function planOf(invocation: Invocation, name: string): Plan {
  const { plan, problems } = checkStack(invocation, name);
  if (plan !== undefined) return plan;
  throw new UsageError(refusal(name, problems));
}

/** Why a stack's plan can't be built, for people. */
export function refusal(name: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `- ${formatProblem(problem)}`);
  return [`The sampling plan of stack ${name} can't be built:`, ...lines].join("\n");
}

/** The stack's forecast. @throws UsageError when the stack states no traffic */
export function forecastOf(name: string, { forecast }: Pick<CheckedPlan, "forecast">): Forecast {
  if (forecast !== undefined) return forecast;
  throw new UsageError(
    `Stack ${name} states no traffic. Add it to its sampling settings, such as ` +
      "traffic: { instances: 2, paths: [{ path: /api/orders, requestsPerSecond: 5 }] }.",
  );
}

/** The known attributes of the process whose requests a plan decides. */
export function processOf(plan: Plan): { service: string; platform?: Platform } {
  return { service: plan.service, ...(plan.platform !== undefined && { platform: plan.platform }) };
}
