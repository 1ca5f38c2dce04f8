import type { Plan } from "@pmp/planning";
import { checkPrerequisites, ensureTools } from "@pmp/tools";
import { checkSettings } from "../../components/settings/load.ts";
import { policyConfig } from "../../offline/policy/subjects.ts";
import { stackConfig, type StackName } from "../../offline/stack-config.ts";
import { stackResources } from "../../offline/stack-resources.ts";
import { evaluatePolicies, isBlocking, type PolicyResult } from "../../policy/kit/evaluate.ts";
import type { Resource } from "../../policy/kit/resource.ts";
import { today } from "../../policy/kit/today.ts";
import { violationText } from "../../policy/kit/message.ts";
import { POLICIES } from "../../policy/policies.ts";

/**
 * The sampling plan of a stack whose settings are all right.
 *
 * @throws SettingsError with every problem of the settings
 */
export function stackPlan(stack: StackName): Plan {
  return checkSettings(stackConfig(stack)).plan;
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
