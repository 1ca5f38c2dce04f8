import { checkPlan } from "@pmp/model";
import { formatProblem } from "@pmp/sampling";
import type { CheckedPlan, Forecast, Plan, PlanContext, PlanInput, Platform } from "@pmp/planning";
import type { Problem } from "@pmp/sampling";
import { UsageError } from "./host.ts";
import type { CommandHost } from "./host.ts";

/** A stack's plan, or what is wrong with it. */
export async function checkStack(host: CommandHost, name: string): Promise<CheckedPlan> {
  // A stack may be named in full, as for Pulumi: org/project/stack.
  if (!host.stacks.includes(name.slice(name.lastIndexOf("/") + 1))) {
    throw new UsageError(`There is no stack ${name}; there are ${host.stacks.join(", ")}.`);
  }
  const { sampling, ...context } = await host.settings(name);
  // The plan checks whatever it is given.
  return checkPlan(sampling as PlanInput, context as PlanContext);
}

/** The stack's plan. @throws UsageError with all that is wrong when there is none */
export async function planOf(host: CommandHost, name: string): Promise<Plan> {
  const { plan, problems } = await checkStack(host, name);
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

/** What is known of the process whose requests a plan decides. */
export function processOf(plan: Plan): { service: string; platform?: Platform } {
  return { service: plan.service, ...(plan.platform !== undefined && { platform: plan.platform }) };
}
