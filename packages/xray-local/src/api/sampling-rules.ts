import { DEFAULT_RULE_NAME, LIMITS, parseXRayRules, PlanError, type XRaySamplingRule } from "@pmp/sampling";
import type { RuleRecord } from "../sampling/rules.ts";
import type { ApiContext, Operation } from "./context.ts";
import { ApiError, invalid } from "./errors.ts";
import { Input } from "./input.ts";

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingRules.html: all rules fit into one page. */
export const getSamplingRules: Operation = (_value, { sampling, arnPrefix }) => ({
  SamplingRuleRecords: sampling.rules.all().map((record) => recordOf(record, arnPrefix)),
});

/** https://docs.aws.amazon.com/xray/latest/api/API_CreateSamplingRule.html */
export const createSamplingRule: Operation = (value, { sampling, arnPrefix }) => {
  const rule = readRule(new Input(value).raw("SamplingRule"), "SamplingRule");
  if (sampling.rules.get(rule.RuleName) !== undefined) throw invalid(`Rule already exists: ${rule.RuleName}.`);
  if (sampling.rules.all().length > LIMITS.customRules) {
    const message = `There are already ${LIMITS.customRules} rules, X-Ray's limit besides the Default rule.`;
    throw new ApiError("RuleLimitExceededException", message);
  }
  return { SamplingRuleRecord: recordOf(sampling.rules.put(rule), arnPrefix) };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_UpdateSamplingRule.html */
export const updateSamplingRule: Operation = (value, context) => {
  const given = new Input(value).raw("SamplingRuleUpdate");
  const { rule } = findRule(new Input(given, "SamplingRuleUpdate"), context);
  const update = objectOf(given);
  const changed = Object.fromEntries(Object.entries(update).filter(([key]) => key !== "RuleName" && key !== "RuleARN"));
  if (rule.RuleName === DEFAULT_RULE_NAME) checkDefaultUpdate(changed);
  // As in X-Ray: an update without the boost removes it, unlike other members.
  const updated = readRule({ ...rule, SamplingRateBoost: null, ...changed }, "SamplingRuleUpdate");
  return { SamplingRuleRecord: recordOf(context.sampling.rules.put(updated), context.arnPrefix) };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_DeleteSamplingRule.html */
export const deleteSamplingRule: Operation = (value, context) => {
  const { rule } = findRule(new Input(value), context);
  if (rule.RuleName === DEFAULT_RULE_NAME) throw invalid("The Default rule can't be deleted.");
  const removed = context.sampling.rules.remove(rule.RuleName);
  context.sampling.forget(rule.RuleName);
  return removed === undefined ? {} : { SamplingRuleRecord: recordOf(removed, context.arnPrefix) };
};

/** Only the rate and reservoir of the Default rule can be changed. */
function checkDefaultUpdate(changed: Readonly<Record<string, unknown>>): void {
  const others = Object.keys(changed).filter((key) => key !== "FixedRate" && key !== "ReservoirSize");
  if (others.length > 0) {
    throw invalid(`${others.join(", ")}: only FixedRate and ReservoirSize of the Default rule can be changed.`);
  }
}

/** @throws ApiError when neither name nor ARN is given, or the rule does not exist */
function findRule(input: Input, { sampling, arnPrefix }: ApiContext): RuleRecord {
  const name = input.text("RuleName");
  const arn = input.text("RuleARN");
  input.check();
  if (name === undefined && arn === undefined) throw invalid("RuleName or RuleARN: one of them must be given.");
  const found = sampling.rules
    .all()
    .find(({ rule }) => rule.RuleName === name || ruleArn(rule.RuleName, arnPrefix) === arn);
  if (found === undefined) throw invalid(`Sampling rule does not exist: ${name ?? arn ?? ""}.`);
  return found;
}

/** @throws ApiError with all problems of the rule */
function readRule(value: unknown, path: string): XRaySamplingRule {
  if (value === undefined) throw invalid(`${path}: is missing.`);
  const given = objectOf(value);
  const rule = Object.fromEntries(Object.entries(given).filter(([key, item]) => key !== "RuleARN" && item !== null));
  try {
    const [read] = parseXRayRules([rule]);
    if (read === undefined) throw invalid(`${path}: got nothing; allowed: a sampling rule.`);
    return read;
  } catch (error) {
    // The list has this one rule.
    throw error instanceof PlanError ? invalid(error.message.replaceAll("[0].", `${path}.`)) : error;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function recordOf({ rule, createdAt, modifiedAt }: RuleRecord, arnPrefix: string): object {
  return {
    SamplingRule: { ...rule, RuleARN: ruleArn(rule.RuleName, arnPrefix), Attributes: rule.Attributes ?? {} },
    CreatedAt: createdAt,
    ModifiedAt: modifiedAt,
  };
}

function ruleArn(name: string, arnPrefix: string): string {
  return `${arnPrefix}:sampling-rule/${name}`;
}
