import type { Deciding, PlannedRule } from "./rule.ts";
import {
  DEFAULT_RULE,
  toPulumiRule,
  type FallbackFile,
  type SamplingRuleArgs,
  type XRaySamplingRule,
} from "@pmp/sampling";

/** The part of a plan that decides which requests are sampled. */
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

/** The opposite: a rule of the X-Ray API in a plan's words. */
export function fromXRayRule(rule: XRaySamplingRule): PlannedRule {
  return {
    name: rule.RuleName,
    priority: rule.Priority,
    path: rule.URLPath,
    method: rule.HTTPMethod,
    host: rule.Host,
    service: rule.ServiceName,
    serviceType: rule.ServiceType,
    rate: rule.FixedRate,
    reservoir: rule.ReservoirSize,
    attributes: { ...rule.Attributes },
  };
}

/** The plan as the file that the API falls back to. */
export function toFallbackFile(plan: Rules): FallbackFile {
  return { version: 1, SamplingRules: [...toXRayRules(plan), { ...DEFAULT_RULE }] };
}

/** A rule as the chart's values hold it: like any map of them, which an interface is not to TypeScript. */
type ChartRule = { [Member in keyof XRaySamplingRule]: XRaySamplingRule[Member] };

/**
 * The values of charts/pmp-xray that the plan determines: the rules of the fallback file, and the trusted callers if
 * the plan sets them.
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
