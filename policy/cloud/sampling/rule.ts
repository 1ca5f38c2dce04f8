import { DEFAULT_RULE_NAME, fromPulumiRule, parseXRayRules, PlanError, type XRaySamplingRule } from "@pmp/sampling";
import type { Resource } from "../../kit/resource.ts";

export const SAMPLING_RULE = "aws:xray/samplingRule:SamplingRule";
/** The boost of a rule: components/tracing/boost.ts, as aws.xray.SamplingRule has none. */
export const RULE_BOOST = "pulumi-nodejs:dynamic/xray:SamplingRateBoost";

/** The name of a boost's rule, and the boost in X-Ray's format; undefined for another resource, or one that X-Ray would refuse. */
export function boostOf({ type, props }: Resource): { readonly name: string; readonly boost: Boost } | undefined {
  const { ruleName, maxRate, cooldownWindowMinutes } = props;
  if (type !== RULE_BOOST || typeof ruleName !== "string") return undefined;
  if (typeof maxRate !== "number" || typeof cooldownWindowMinutes !== "number") return undefined;
  return { name: ruleName, boost: { MaxRate: maxRate, CooldownWindowMinutes: cooldownWindowMinutes } };
}

type Boost = NonNullable<XRaySamplingRule["SamplingRateBoost"]>;

/** The rule of a resource in X-Ray's format, with Pulumi's name if it has none; or its problems, a line each. */
export function samplingRule({ props, name }: Resource): XRaySamplingRule | readonly string[] {
  try {
    const [rule] = parseXRayRules([{ RuleName: name, ...fromPulumiRule(props) }]);
    return rule ?? [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map(
      ({ path, value, allowed }) => `${path.replace(/^\[0\]\.?/, "")}: got ${value}; allowed: ${allowed}.`,
    );
  }
}

/** A stack's rules that are well formed, with their boosts and resources, by name. */
export function rulesOf(
  resources: readonly Resource[],
): { readonly resource: Resource; readonly rule: XRaySamplingRule }[] {
  const boosts = new Map(
    resources.flatMap((resource) => boostOf(resource) ?? []).map(({ name, boost }) => [name, boost]),
  );
  return resources.flatMap((resource) => {
    if (resource.type !== SAMPLING_RULE) return [];
    const rule = samplingRule(resource);
    if (!isRule(rule) || rule.RuleName === DEFAULT_RULE_NAME) return [];
    const boost = boosts.get(rule.RuleName);
    return [{ resource, rule: boost === undefined ? rule : { ...rule, SamplingRateBoost: boost } }];
  });
}

export function isRule(rule: XRaySamplingRule | readonly string[]): rule is XRaySamplingRule {
  return !Array.isArray(rule);
}

/** The name of a resource's stack. A tag of the resource would let the judged rule choose its own stage. */
export function stackOf({ urn }: Resource): string {
  return /^urn:pulumi:([^:]+)::/.exec(urn)?.[1] ?? "";
}
