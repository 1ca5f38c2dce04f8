import { log, runtime } from "@pulumi/pulumi";
import { checkConfig, isComplete, NAMESPACE, type Problem, type Settings, type StackSettings } from "@pmp/model";
import { formatFinding, type Plan } from "@pmp/planning";
import { GROUP_QUOTA, planGroups } from "../tracing/group-plan.ts";
import { chartProblems } from "./chart-problems.ts";
import { SettingsError } from "./problems.ts";
import { taskProblems } from "./task-problems.ts";

/**
 * The settings of the stack that is being run. Warnings of the sampling plan are shown by the preview.
 *
 * @throws {@link SettingsError} with every problem, before any resource is registered.
 */
export function readSettings(): StackSettings {
  const settings = checkSettings(runtime.allConfig());
  for (const finding of settings.plan.findings) {
    if (finding.severity === "warning") void log.warn(`${NAMESPACE}:sampling: ${formatFinding(finding)}`);
  }
  return settings;
}

/**
 * Checks a whole configuration.
 *
 * @param config `namespace:key` to text, as Pulumi hands it to a program.
 * @throws {@link SettingsError} with every problem.
 */
export function checkSettings(config: Readonly<Record<string, string>>): StackSettings {
  const { parsed, plan, problems } = checkConfig(config);
  const named = new Set(problems.map(({ path }) => path));
  const ofChart = chartProblems(parsed, plan, config["aws:region"]).filter(({ path }) => !named.has(path));
  const ofTask = taskProblems(parsed, plan, config["aws:region"]).filter(({ path }) => !named.has(path));
  const all = [...problems, ...groupProblems(parsed, plan), ...ofChart, ...ofTask];
  if (plan === undefined || !isComplete(parsed) || all.length > 0) throw new SettingsError(all);
  return { ...parsed, plan };
}

function groupProblems({ api, groups, nameSuffix }: Partial<Settings>, plan: Plan | undefined): Problem[] {
  if (plan === undefined || api === undefined || groups === undefined || nameSuffix === undefined) return [];
  const planned = planGroups({ service: api.serviceName, nameSuffix, slowSeconds: groups.slowSeconds, plan });
  const most = GROUP_QUOTA - Object.keys(planned.byPurpose).length;
  if (planned.criticalPaths.length <= most) return [];
  return [
    {
      path: `${NAMESPACE}:sampling.rules`,
      value: `${planned.criticalPaths.length} rules for a path with rate 1`,
      allowed: `at most ${most}: each becomes an X-Ray group, and an account has ${GROUP_QUOTA} in a region`,
      fix: "join paths by a wider pattern, or give those that aren't critical a rate below 1",
    },
  ];
}
