import {
  DEFAULT_RULE_NAME,
  byEvaluation,
  compileHost,
  compilePattern,
  type Matcher,
  type SamplingRequest,
  type XRaySamplingRule,
} from "@pmp/sampling";
import { describeRequest } from "./analysis/finding.ts";
import { percent } from "./forecast/text.ts";
import { alignColumns } from "./table.ts";

/** Why a rule does not match a request: all differing fields, although one is enough. */
export interface Mismatch {
  readonly field: string;
  readonly pattern: string;
  /** The request's value; undefined when it has none. */
  readonly value: string | undefined;
}

/** One rule's part in a decision. */
export interface ExplainedRule {
  readonly rule: XRaySamplingRule;
  /** decides; would decide if the ones before it were not there; does not match. */
  readonly verdict: "decides" | "would decide" | "does not match";
  readonly mismatches: readonly Mismatch[];
}

/** The rule that decides about a request, and whether each other rule matches. */
export interface Explanation {
  readonly request: SamplingRequest;
  /** The rule that decides, or undefined when none matches. */
  readonly winner: XRaySamplingRule | undefined;
  /** In order of evaluation. */
  readonly rules: readonly ExplainedRule[];
}

/** Explains a decision rule by rule. */
export function explain(rules: readonly XRaySamplingRule[], request: SamplingRequest): Explanation {
  const ordered = [...rules].sort(byEvaluation);
  const checked = ordered.map((rule) => ({ rule, mismatches: mismatchesOf(rule, request) }));
  const winner = checked.find(({ mismatches }) => mismatches.length === 0)?.rule;
  const explained = checked.map(({ rule, mismatches }): ExplainedRule => {
    const matching = rule === winner ? "decides" : "would decide";
    return { rule, mismatches, verdict: mismatches.length > 0 ? "does not match" : matching };
  });
  return { request, winner, rules: explained };
}

/** An explanation as lines for people. */
export function formatExplanation(explanation: Explanation): string {
  const { winner, rules, request } = explanation;
  const decision =
    winner === undefined ? "no rule matches, so nothing is sampled" : `${winner.RuleName}: ${sampling(winner)}`;
  const rows = rules.map(({ rule, verdict, mismatches }) => [
    String(rule.Priority),
    rule.RuleName,
    verdict,
    verdict === "does not match" ? mismatches.map(formatMismatch).join("; ") : sampling(rule),
  ]);
  return `${describeRequest(request)} → ${decision}\n\n${alignColumns([["priority", "rule", "verdict", "why"], ...rows], [0])}`;
}

/** What a rule does with the requests that it decides, in words. */
export function sampling(rule: Pick<XRaySamplingRule, "FixedRate" | "ReservoirSize" | "SamplingRateBoost">): string {
  const { FixedRate, ReservoirSize, SamplingRateBoost: boost } = rule;
  const rate = percent(FixedRate);
  const boosted =
    boost === undefined
      ? ""
      : `, up to ${percent(boost.MaxRate)} in a boost, once in ${boost.CooldownWindowMinutes} min`;
  if (ReservoirSize === 0 || FixedRate === 1) return `samples ${rate}${boosted}`;
  return `samples the first ${ReservoirSize} of each second and ${rate} of the rest${boosted}`;
}

/** Why a field does not match, in words. */
export function formatMismatch({ field, pattern, value }: Mismatch): string {
  return value === undefined ? `${field} ${pattern} needs a value` : `${field} ${pattern} is not ${value}`;
}

function mismatchesOf(rule: XRaySamplingRule, request: SamplingRequest): Mismatch[] {
  if (rule.RuleName === DEFAULT_RULE_NAME) return [];
  const fields: Mismatch[] = [
    { field: "path", pattern: rule.URLPath, value: request.path },
    { field: "method", pattern: rule.HTTPMethod, value: request.method },
    { field: "host", pattern: rule.Host, value: request.host },
    { field: "service", pattern: rule.ServiceName, value: request.service },
    { field: "type", pattern: rule.ServiceType, value: request.serviceType },
    { field: "resource", pattern: rule.ResourceARN, value: request.resourceArn },
  ].filter(({ pattern }) => pattern !== "*");
  const attributes = Object.entries(rule.Attributes ?? {}).map(([key, pattern]): Mismatch => {
    const given = request.attributes;
    return { field: key, pattern, value: given !== undefined && Object.hasOwn(given, key) ? given[key] : undefined };
  });
  return [...fields, ...attributes].filter(
    ({ field, pattern, value }) => value === undefined || !compileField(field, pattern)(value.toLowerCase()),
  );
}

function compileField(field: string, pattern: string): Matcher {
  return field === "host" ? compileHost(pattern) : compilePattern(pattern);
}
