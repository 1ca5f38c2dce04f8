import type { Plan } from "@pmp/planning";
import { checkPlan } from "../sampling/check-plan.ts";
import { foreignSections, NAMESPACE, parseSections } from "./parse.ts";
import { placeProblems } from "./arns.ts";
import { planning, serviceNameIn } from "./planning.ts";
import type { Problem } from "./problem.ts";
import { providerProblems } from "./provider.ts";
import { crossFieldProblems } from "./rules.ts";
import { sections, type EcsSettings, type EksSettings, type Settings } from "./schema.ts";

/** Checked settings, with the sampling plan that they describe. */
export type StackSettings = (EksSettings | EcsSettings) & { readonly plan: Plan };

/** The result of checking a stack's configuration. */
export interface CheckedSettings {
  /** The sections that are right by themselves. */
  readonly parsed: Partial<Settings>;
  /** The plan, when its settings are right. */
  readonly plan?: Plan;
  /** Everything that is wrong. */
  readonly problems: readonly Problem[];
}

/**
 * Checks a whole configuration, as far as it can be checked without the chart.
 *
 * @param config `namespace:key` to text, as Pulumi hands it to a program.
 */
export function checkConfig(config: Readonly<Record<string, string>>): CheckedSettings {
  const { parsed, problems } = parseSections(config);
  const { plan, problems: planProblems } = makePlan(parsed, config);
  // A key with an empty value is equivalent to an absent one.
  const region = config["aws:region"] === "" ? undefined : config["aws:region"];
  return {
    parsed,
    ...(plan !== undefined && { plan }),
    problems: [
      ...problems,
      ...crossFieldProblems(parsed, region),
      ...placeProblems(parsed, region),
      ...providerProblems(config),
      ...planProblems,
    ],
  };
}

/** Whether every section of the platform is there. */
export function isComplete(parsed: Partial<Settings>): parsed is EksSettings | EcsSettings {
  const { platform } = parsed;
  if (platform === undefined) return false;
  const foreign = foreignSections(platform);
  return Object.keys(sections).every((key) => foreign.includes(key) || Object.hasOwn(parsed, key));
}

/** Reports the plan's problems even if `api` or `nameSuffix` is invalid; then there is no plan. */
function makePlan(
  { sampling, api, platform, groups, nameSuffix }: Partial<Settings>,
  config: Readonly<Record<string, string>>,
): { plan?: Plan; problems: readonly Problem[] } {
  if (sampling === undefined) return { problems: [] };
  const { input, context } = planning({
    sampling,
    api: api ?? { serviceName: serviceNameIn(config) },
    ...(platform !== undefined && { platform }),
    ...(groups !== undefined && { groups }),
    ...(nameSuffix !== undefined && { nameSuffix }),
  });
  const { plan, problems } = checkPlan(input, context);
  const isComplete = api !== undefined && nameSuffix !== undefined;
  return {
    ...(plan !== undefined && isComplete && { plan }),
    problems: problems.map(({ path, value, allowed, fix }) => ({
      path: [`${NAMESPACE}:sampling`, path].filter((step) => step !== "").join("."),
      value,
      allowed,
      fix,
    })),
  };
}
