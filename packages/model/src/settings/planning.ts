import type { PlanContext, PlanInput } from "@pmp/planning";
import { z } from "zod";
import { parsePart, parseSampling } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { sections, type Settings } from "./schema.ts";

/** The inputs of a sampling plan. */
export interface Planning {
  readonly input: PlanInput;
  readonly context: PlanContext;
}

/** The plan's input and context, of sections that are right. */
export function planning({
  sampling,
  api,
  platform,
  groups,
  nameSuffix = "",
}: {
  readonly sampling: PlanInput;
  readonly api: { readonly serviceName: string };
  readonly platform?: Settings["platform"];
  readonly groups?: { readonly insights: boolean };
  readonly nameSuffix?: string;
}): Planning {
  // X-Ray Insights is enabled per group and billed per trace, so it is part of the plan's usage.
  const usage = groups?.insights ? { insights: true, ...sampling.usage } : sampling.usage;
  return {
    input: { ...sampling, ...(usage !== undefined && { usage }) },
    context: {
      service: api.serviceName,
      ...(nameSuffix !== "" && { nameSuffix }),
      ...(platform !== undefined && { platform: `aws_${platform}` as const }),
    },
  };
}

const { api, groups } = sections;
const apiPart = z.looseObject({ serviceName: api.shape.serviceName }).prefault({});
const groupsPart = z.looseObject({ insights: groups.unwrap().shape.insights }).prefault({});

/** The configured service name, or the default if it is invalid. The rest of `api` may be invalid too. */
export function serviceNameIn(config: Readonly<Record<string, string>>): string {
  const part = parsePart(config, "api", apiPart);
  return part.ok ? part.data.serviceName : api.shape.serviceName.parse(undefined);
}

/** Every key that {@link readPlanning} looks at. */
export const PLANNING_KEYS = ["sampling", "api.serviceName", "platform", "groups.insights", "nameSuffix"] as const;

/**
 * Reads only the settings that the sampling plan depends on; the rest of the stack may be invalid or missing.
 *
 * @returns no planning if one of them is invalid, or if there is no plan
 */
export function readPlanning(config: Readonly<Record<string, string>>): {
  readonly planning?: Planning;
  readonly problems: readonly Problem[];
} {
  const parts = {
    sampling: parseSampling(config),
    api: parsePart(config, "api", apiPart),
    platform: parsePart(config, "platform", sections.platform),
    groups: parsePart(config, "groups", groupsPart),
    nameSuffix: parsePart(config, "nameSuffix", sections.nameSuffix),
  };
  const problems = Object.values(parts).flatMap(({ problems: some = [] }) => some);
  const { sampling, api: itsApi, platform, groups: itsGroups, nameSuffix } = parts;
  if (problems.length > 0 || !sampling.ok || !itsApi.ok || !platform.ok || !itsGroups.ok || !nameSuffix.ok) {
    return { problems };
  }
  return {
    planning: planning({
      sampling: sampling.data,
      api: itsApi.data,
      platform: platform.data,
      groups: itsGroups.data,
      nameSuffix: nameSuffix.data,
    }),
    problems,
  };
}
