import type { Deciding } from "./rule.ts";
import { DEFAULT_RULE, toPulumiRule, type SamplingRuleArgs, type XRaySamplingRule } from "@pmp/sampling";

/** What of a plan says which requests are sampled. */
type Rules = Pick<Deciding, "rules">;

/** The plan's rules as the X-Ray API has them, in order of evaluation, without X-Ray's own Default rule. */
export function toXRayRules(plan: Rules): XRaySamplingRule[] {
  return plan.rules.map((rule) => ({
    RuleName: rule.name,
    ResourceARN: "*",
    Priority: rule.priority,
    FixedRate: rule.rate,
    ReservoirSize: rule.reservoir,
    ServiceName: rule.service,
    ServiceType: rule.serviceType,
    Host: rule.host,
    HTTPMethod: rule.method,
    URLPath: rule.path,
    Version: 1,
    ...(Object.keys(rule.attributes).length > 0 ? { Attributes: { ...rule.attributes } } : {}),
  }));
}

/** What the API reads when X-Ray can't be reached: the same rules, and X-Ray's Default rule as the last. */
export interface FallbackFile {
  version: 1;
  SamplingRules: XRaySamplingRule[];
}

/** The plan as the file that the API falls back to. */
export function toFallbackFile(plan: Rules): FallbackFile {
  return { version: 1, SamplingRules: [...toXRayRules(plan), { ...DEFAULT_RULE }] };
}

/** A rule as the chart's values hold it: like any map of them, which an interface is not to TypeScript. */
type ChartRule = { [Member in keyof XRaySamplingRule]: XRaySamplingRule[Member] };

/**
 * The part of the values of charts/pmp-xray that the plan decides: the rules of the fallback file, and whose decision is
 * taken over where the plan says it.
 */
export function toChartValues({ rules, trustSampled }: Rules & { readonly trustSampled?: readonly string[] }): {
  sampling: { rules: ChartRule[]; trustSampled?: string[] };
} {
  const trust = trustSampled === undefined ? {} : { trustSampled: [...trustSampled] };
  return { sampling: { rules: toFallbackFile({ rules }).SamplingRules, ...trust } };
}

/** The plan for Pulumi, one resource's arguments for each rule, in order of evaluation. */
export function toPulumiArgs(plan: Rules): SamplingRuleArgs[] {
  return toXRayRules(plan).map(toPulumiRule);
}
