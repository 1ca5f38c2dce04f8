import {
  completeRule,
  DEFAULT_RULE,
  inApi,
  inPlan,
  respell,
  RULE_MEMBERS,
  type FallbackFile,
  type XRaySamplingRule,
} from "@pmp/sampling";
import type { Deciding, RuleInput } from "./rule.ts";

/** The part of a plan that decides which requests are sampled. */
type Rules = Pick<Deciding, "rules">;

/** A rule of a plan as the X-Ray API has it, with every default filled in. */
export function toXRayRule(rule: RuleInput, Priority: number): XRaySamplingRule {
  const given = respell(RULE_MEMBERS, { ...rule }, inPlan, inApi) as Pick<XRaySamplingRule, "RuleName" | "FixedRate">;
  return completeRule({ ...given, Priority });
}

/** A rule in a plan's words, with every default written out. */
type WholeRule = Required<Omit<RuleInput, "before" | "attributes" | "boost">> & Pick<RuleInput, "attributes" | "boost">;

/** The opposite: a rule of the X-Ray API in a plan's words, without its priority. */
export function fromXRayRule(rule: XRaySamplingRule): WholeRule {
  return respell(RULE_MEMBERS, rule, inApi, inPlan) as unknown as WholeRule;
}

/** The plan as the file that the API falls back to. */
export function toFallbackFile(plan: Rules): FallbackFile {
  return { version: 1, SamplingRules: [...plan.rules, { ...DEFAULT_RULE }] };
}

/**
 * The values of charts/pmp-xray that the plan determines: the rules of the fallback file, and the trusted callers if
 * the plan sets them.
 */
export function toChartValues({ rules, trustSampled }: Rules & { readonly trustSampled?: readonly string[] }): {
  sampling: { rules: XRaySamplingRule[]; trustSampled?: string[] };
} {
  const trust = trustSampled === undefined ? {} : { trustSampled: [...trustSampled] };
  return { sampling: { rules: toFallbackFile({ rules }).SamplingRules, ...trust } };
}
