import { DEFAULT_RULE_NAME, DEFAULT_RULE_PRIORITY } from "./limits.ts";
import { inApi, initialValues, respell, RULE_MEMBERS, type RecordOf } from "./members.ts";

/**
 * A sampling rule in the X-Ray API's own shape (CreateSamplingRule, GetSamplingRules): the one form of a compiled rule.
 * {@link RULE_MEMBERS} has its members.
 * https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
 */
export type XRaySamplingRule = RecordOf<typeof RULE_MEMBERS>;

/** A request's attributes at the start of its trace, when sampling is decided. */
export interface SamplingRequest {
  service?: string | undefined;
  /** Such as `AWS::EKS::Container`. */
  serviceType?: string | undefined;
  /** The Host header, including a port. */
  host?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  resourceArn?: string | undefined;
  attributes?: Record<string, string> | undefined;
}

/** A rule with the initial values of the members that are left out, in the table's order. */
export function completeRule(
  given: Partial<XRaySamplingRule> & Pick<XRaySamplingRule, "RuleName" | "Priority" | "FixedRate">,
): XRaySamplingRule {
  const rule = respell(RULE_MEMBERS, { ...initialValues(RULE_MEMBERS), ...given }, inApi, inApi) as XRaySamplingRule;
  // An empty map, as X-Ray answers it, is no condition.
  if (Object.keys(rule.Attributes ?? {}).length === 0) delete rule.Attributes;
  return rule;
}

/**
 * X-Ray's own last rule: one request per second and 5 % of the rest. It can't be deleted.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export const DEFAULT_RULE: Readonly<XRaySamplingRule> = Object.freeze(
  completeRule({
    RuleName: DEFAULT_RULE_NAME,
    Priority: DEFAULT_RULE_PRIORITY,
    FixedRate: 0.05,
    ReservoirSize: 1,
  }),
);

/** Order of evaluation: the lower priority first, between equal ones the lower name by code unit. */
export function byEvaluation(one: XRaySamplingRule, other: XRaySamplingRule): number {
  if (one.Priority !== other.Priority) return one.Priority - other.Priority;
  return one.RuleName < other.RuleName ? -1 : Number(one.RuleName > other.RuleName);
}
