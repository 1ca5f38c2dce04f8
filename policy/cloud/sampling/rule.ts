import { DEFAULT_RULE_NAME, fromPulumiRule, parseXRayRules, PlanError, type XRaySamplingRule } from "@pmp/sampling";
import type { Resource } from "../../kit/resource.ts";

export const SAMPLING_RULE = "aws:xray/samplingRule:SamplingRule";

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

/** A stack's rules that are well formed, with their resources, by name. */
export function rulesOf(
  resources: readonly Resource[],
): { readonly resource: Resource; readonly rule: XRaySamplingRule }[] {
  return resources.flatMap((resource) => {
    const rule = samplingRule(resource);
    return isRule(rule) && rule.RuleName !== DEFAULT_RULE_NAME ? [{ resource, rule }] : [];
  });
}

export function isRule(rule: XRaySamplingRule | readonly string[]): rule is XRaySamplingRule {
  return !Array.isArray(rule);
}

/** The name of a resource's stack. A tag of the resource would let the judged rule choose its own stage. */
export function stackOf({ urn }: Resource): string {
  return /^urn:pulumi:([^:]+)::/.exec(urn)?.[1] ?? "";
}
