import { compareLive } from "@pmp/planning";
import type { DeployedRule } from "../../facts/sampling-rules.ts";
import type { SamplingStatistics } from "../../facts/sampling-statistics.ts";
import type { Target } from "../../target.ts";

const NOTHING: SamplingStatistics = { rules: [], seconds: 10 };

/** What `pmp-xray sampling live` finds. Nothing for a target without a plan. */
export function compareWithPlan(
  rules: readonly DeployedRule[],
  { plannedRules, service }: Target,
  statistics = NOTHING,
) {
  if (plannedRules === undefined) return [];
  const live = { rules, statistics: statistics.rules, seconds: statistics.seconds };
  return compareLive(plannedRules, live, service).findings;
}
