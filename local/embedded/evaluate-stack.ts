import { UsageError } from "@pmp/command-line";
import { checkPlan, readPlanning } from "@pmp/model";
import type { Plan } from "@pmp/planning";
import { formatProblem } from "@pmp/sampling";
import { checkPrerequisites, ensureTools } from "@pmp/tools";
import { policyConfig } from "../../offline/policy/subjects.ts";
import { stackConfig, type StackName } from "../../offline/stack-config.ts";
import { stackResources } from "../../offline/stack-resources.ts";
import { evaluatePolicies, isBlocking, type PolicyResult } from "../../policy/kit/evaluate.ts";
import type { Resource } from "../../policy/kit/resource.ts";
import { today } from "../../policy/kit/today.ts";
import { violationText } from "../../policy/kit/message.ts";
import { POLICIES } from "../../policy/policies.ts";

/**
 * The sampling plan in a stack's settings.
 *
 * @throws UsageError with every problem of the settings that the plan depends on
 */
export function stackPlan(stack: StackName): Plan {
  const { planning, problems } = readPlanning(stackConfig(stack));
  if (planning === undefined) {
    const lines = problems.map((problem) => formatProblem(problem, "lines"));
    throw new UsageError([`Pulumi.${stack}.yaml can't be used:`, ...lines].join("\n"));
  }
  const checked = checkPlan(planning.input, planning.context);
  if (checked.plan !== undefined) return checked.plan;
  const lines = checked.problems.map((problem) => `- ${formatProblem(problem)}`);
  throw new UsageError([`The sampling plan of Pulumi.${stack}.yaml can't be built:`, ...lines].join("\n"));
}

/** helm, when it is on PATH or in the tool cache. Nothing is installed. */
export async function installedHelm(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const { missing } = await checkPrerequisites(["helm"], { env: { ...env, PMP_XRAY_DOWNLOADS: "off" } });
  return missing.length > 0 ? undefined : (await ensureTools(["helm"], { env })).tool("helm");
}

/** The resources of a stack, and what the policies say about them. */
export interface EvaluatedStack {
  readonly resources: readonly Resource[];
  readonly results: readonly PolicyResult[];
  /** Mandatory violations, as text. */
  readonly violations: readonly string[];
}

/** Runs the program of a stack in Pulumi's mock engine, and checks every policy. */
export async function evaluateStack(stack: StackName, helm: string | undefined): Promise<EvaluatedStack> {
  const resources = await stackResources(helm, stack);
  const config = policyConfig({ title: stack, stack, overrides: {} });
  const results = evaluatePolicies(POLICIES, resources, { config, today: today() });
  const violations = results
    .filter(isBlocking)
    .flatMap(({ policy, violations: found, exceptionProblems }) => [
      ...found.map((finding) => `${policy.name}: ${violationText(policy, finding)}`),
      ...exceptionProblems.map((problem) => `${policy.name}: ${problem}`),
    ]);
  return { resources, results, violations };
}
