import { makePlan, toFallbackFile, type RuleInput } from "@pmp/planning";
import { formatProblem, type FallbackFile } from "@pmp/sampling";
import { stringify } from "yaml";

/** A plan as the files that its readers want. */
export interface PlanFiles {
  /** For a stack file of the Pulumi program: `config: pmp-xray:sampling`. */
  readonly stack: string;
  /** For `helm -f` with the chart pmp-xray: `sampling.rules`. */
  readonly values: string;
  /** For PMP_SAMPLING_PLAN_FILE. */
  readonly fallback: FallbackFile;
  /** Warnings on the rules. */
  readonly warnings: readonly string[];
}

/** The files of a plan, or why the rules make none. */
export function planFiles(
  rules: readonly RuleInput[],
  source: string,
): PlanFiles | { readonly problems: readonly string[] } {
  // The process that reads the fallback file has one name, so any will do; the stack names the service.
  const anywhere = rules.map((rule) => ({ service: "*", ...rule }));
  const { plan, problems, findings } = makePlan({ rules: anywhere }, {});
  if (plan === undefined) return { problems: problems.map((problem) => formatProblem(problem)) };
  const fallback = toFallbackFile(plan);
  return {
    stack:
      `# Made from ${source} by pmp-xray migrate. Copy this into Pulumi.<stack>.yaml; then: pmp-xray sampling check\n` +
      stringify({ config: { "pmp-xray:sampling": { rules } } }, { lineWidth: 0 }),
    values:
      `# Made from ${source} by pmp-xray migrate, for: helm upgrade … charts/pmp-xray -f\n` +
      stringify({ sampling: { rules: plan.rules } }, { lineWidth: 0 }),
    fallback,
    warnings: findings
      .filter(({ severity }) => severity === "warning")
      .map(({ rule, message }) => `${rule}: ${message}`),
  };
}
