import { runtime } from "@pulumi/pulumi";
import { definePlan, PlanError, type Plan } from "@pmp/sampling";
import { NAMESPACE, parseSections } from "./parse.ts";
import { SettingsError, type Problem } from "./problems.ts";
import { crossFieldProblems } from "./rules.ts";
import { sections, type Settings } from "./schema.ts";

/** Checked settings, with the sampling plan that they describe. */
export interface StackSettings extends Settings {
  readonly plan: Plan;
}

/**
 * The settings of the stack that is being run.
 *
 * @throws {@link SettingsError} with every problem, before any resource is registered.
 */
export function readSettings(): StackSettings {
  return checkSettings(runtime.allConfig());
}

/**
 * Checks a whole configuration.
 *
 * @param config `namespace:key` to text, as Pulumi hands it to a program.
 * @throws {@link SettingsError} with every problem.
 */
export function checkSettings(config: Readonly<Record<string, string>>): StackSettings {
  const { parsed, problems } = parseSections(config);
  const { plan, problems: planProblems } = makePlan(parsed);
  const all = [...problems, ...crossFieldProblems(parsed), ...planProblems];
  if (plan === undefined || !isComplete(parsed) || all.length > 0) throw new SettingsError(all);
  return { ...parsed, plan };
}

function isComplete(parsed: Partial<Settings>): parsed is Settings {
  return Object.keys(sections).every((key) => Object.hasOwn(parsed, key));
}

function makePlan({ sampling, api }: Partial<Settings>): { plan?: Plan; problems: readonly Problem[] } {
  if (sampling === undefined || api === undefined) return { problems: [] };
  try {
    return { plan: definePlan(sampling, { service: api.serviceName }), problems: [] };
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return {
      problems: error.problems.map(({ path, value, allowed, cure }) => ({
        path: [`${NAMESPACE}:sampling`, path].filter((step) => step !== "").join("."),
        value,
        allowed,
        cure,
      })),
    };
  }
}
