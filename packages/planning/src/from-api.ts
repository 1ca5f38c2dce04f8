import type { RuleInput } from "./rule.ts";
import { Checks, DEFAULT_RULE_NAME, byEvaluation, readXRayRule, unwrapped, type XRaySamplingRule } from "@pmp/sampling";

/** A rule of a plan's input, and where it stands. */
export interface PlacedRule {
  readonly rule: unknown;
  readonly source: string;
}

/**
 * Takes rules that are pasted from `aws xray get-sampling-rules` into a plan, in their order of evaluation. X-Ray's own
 * Default rule stays X-Ray's, and is left out. Rules in a plan's own words stay as they are.
 */
export function fromApi(checks: Checks, list: readonly unknown[], path: string): PlacedRule[] {
  const items = list.map((item, index) => unwrapped(`${path}[${index}]`, item));
  if (!items.some(({ record }) => isRecordOfApi(record)))
    return items.map(({ record, source }) => ({ rule: record, source }));
  const own: PlacedRule[] = [];
  const pasted: { readonly rule: XRaySamplingRule; readonly source: string }[] = [];
  for (const { record, source } of items) {
    if (!isRecordOfApi(record)) own.push({ rule: record, source });
    else {
      const rule = readXRayRule(checks, source, record);
      if (rule !== undefined && rule.RuleName !== DEFAULT_RULE_NAME) pasted.push({ rule, source });
    }
  }
  pasted.sort((one, other) => byEvaluation(one.rule, other.rule));
  return [...own, ...pasted.map(({ rule, source }) => ({ rule: toRuleInput(rule), source }))];
}

/** Three members that the API always answers, in its own spelling. */
function isRecordOfApi(record: unknown): boolean {
  return (
    typeof record === "object" && record !== null && "RuleName" in record && "URLPath" in record && "Priority" in record
  );
}

function toRuleInput(rule: XRaySamplingRule): RuleInput {
  return {
    name: rule.RuleName,
    path: rule.URLPath,
    method: rule.HTTPMethod,
    host: rule.Host,
    service: rule.ServiceName,
    serviceType: rule.ServiceType,
    rate: rule.FixedRate,
    reservoir: rule.ReservoirSize,
    ...(rule.Attributes !== undefined && { attributes: { ...rule.Attributes } }),
  };
}
