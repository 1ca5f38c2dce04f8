import { byEvaluation, isRecord, RULE_MEMBERS, type SamplingRequest, type XRaySamplingRule } from "@pmp/sampling";
import { Budget, BudgetSpent } from "./analysis/automaton.ts";
import { describeRequest } from "./analysis/finding.ts";
import { requestOnlyFor } from "./analysis/reach.ts";
import { fieldsOf } from "./analysis/space.ts";
import type { Process } from "./analysis/space.ts";
import { sampling } from "./explain.ts";

/** A rule of both lists, with the differences. */
export interface ChangedRule {
  readonly name: string;
  readonly fields: readonly { readonly field: string; readonly from: string; readonly to: string }[];
}

/** Requests about which the two lists decide differently. */
export interface ChangedDecision {
  /** One of these requests. */
  readonly request: SamplingRequest;
  readonly from: XRaySamplingRule;
  readonly to: XRaySamplingRule;
}

/** How one list of rules differs from another. */
export interface RulesDiff {
  readonly added: readonly XRaySamplingRule[];
  readonly removed: readonly XRaySamplingRule[];
  readonly changed: readonly ChangedRule[];
  /** Every pair of rules that changes hands, found by reasoning on the patterns, with an example. */
  readonly decisions: readonly ChangedDecision[];
  /** false when the patterns have so many wildcards that there may be more decisions than were found. */
  readonly complete: boolean;
}

const STEPS = 10_000_000;

/**
 * Compares two lists of rules by name and by decision.
 *
 * @param runtime the process whose requests are compared
 */
export function diffRules(
  from: readonly XRaySamplingRule[],
  to: readonly XRaySamplingRule[],
  runtime: Process = {},
): RulesDiff {
  const earlier = [...from].sort(byEvaluation);
  const later = [...to].sort(byEvaluation);
  const inEarlier = new Map(earlier.map((rule) => [rule.RuleName, rule]));
  const inLater = new Set(later.map((rule) => rule.RuleName));
  return {
    added: later.filter((rule) => !inEarlier.has(rule.RuleName)),
    removed: earlier.filter((rule) => !inLater.has(rule.RuleName)),
    changed: later.flatMap((rule) => changes(inEarlier.get(rule.RuleName), rule)),
    ...changedDecisions(earlier, later, runtime),
  };
}

/** Fields of a rule that have another value in the other one. */
export function changes(from: XRaySamplingRule | undefined, to: XRaySamplingRule): ChangedRule[] {
  if (from === undefined) return [];
  const fields = Object.keys(RULE_MEMBERS)
    .map((field) => ({ field, from: text(from, field), to: text(to, field) }))
    .filter((field) => field.from !== field.to);
  return fields.length === 0 ? [] : [{ name: to.RuleName, fields }];
}

/** A member's value; the order of what is in it says nothing. */
function text(rule: Readonly<Record<string, unknown>>, field: string): string {
  const value = rule[field];
  if (isRecord(value)) return JSON.stringify(Object.entries(value).sort());
  return value === undefined ? "[]" : JSON.stringify(value);
}

function changedDecisions(
  from: readonly XRaySamplingRule[],
  to: readonly XRaySamplingRule[],
  runtime: Process,
): Pick<RulesDiff, "decisions" | "complete"> {
  const budget = new Budget(STEPS);
  const fields = fieldsOf([...from, ...to], runtime, budget);
  const decisions: ChangedDecision[] = [];
  try {
    for (const [index, one] of from.entries()) {
      for (const [place, other] of to.entries()) {
        if (sampling(one) === sampling(other)) continue;
        const request = requestOnlyFor(fields, [one, other], [...from.slice(0, index), ...to.slice(0, place)], budget);
        if (request !== undefined) decisions.push({ request, from: one, to: other });
      }
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { decisions, complete: false };
  }
  return { decisions, complete: true };
}

/** A difference as readable lines; `names` are those of the two lists. */
export function formatDiff(diff: RulesDiff, names: readonly [string, string]): string {
  const lines = [
    ...diff.removed.map((rule) => `- ${rule.RuleName}: only in ${names[0]} (${sampling(rule)})`),
    ...diff.added.map((rule) => `+ ${rule.RuleName}: only in ${names[1]} (${sampling(rule)})`),
    ...diff.changed.flatMap(({ name, fields }) => [
      `~ ${name}`,
      ...fields.map(({ field, from, to }) => `    ${field}: ${from} → ${to}`),
    ]),
    ...diff.decisions.map(
      ({ request, from, to }) =>
        `! ${describeRequest(request)}: ${sampling(from)} (${from.RuleName}) → ${sampling(to)} (${to.RuleName})`,
    ),
    ...(diff.complete ? [] : ["The patterns have so many wildcards that there may be more such requests."]),
  ];
  return lines.length === 0 ? `${names[0]} and ${names[1]} have the same rules.` : lines.join("\n");
}
