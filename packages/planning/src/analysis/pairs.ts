import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";
import type { Finding } from "./finding.ts";
import { describeRequest } from "./finding.ts";
import { commonRequest, covers, meet, requestOnlyFor } from "./reach.ts";
import type { Field } from "./space.ts";
import type { Budget } from "./automaton.ts";

/** How a rule stands to those that are evaluated before it. */
export interface Standing {
  /** Whether some request gets to the rule. */
  readonly reachable: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Compares a rule with earlier ones by their patterns: containment and overlap of the languages are decided exactly,
 * without sample texts.
 */
export function compareWithEarlier(
  rule: XRaySamplingRule,
  earlier: readonly XRaySamplingRule[],
  fields: readonly Field[],
  budget: Budget,
): Standing {
  const touching = earlier.filter((other) => meet(fields, other, rule));
  const wider = touching.find((other) => covers(fields, other, rule));
  if (wider !== undefined) {
    const same = covers(fields, rule, wider);
    return { reachable: false, findings: [same ? duplicate(fields, rule, wider) : shadowed(fields, rule, wider)] };
  }
  if (touching.length > 1 && requestOnlyFor(fields, [rule], touching, budget) === undefined) {
    return { reachable: false, findings: [unreachable(fields, rule, necessary(fields, rule, touching, budget))] };
  }
  const crossing = touching.filter((other) => !covers(fields, rule, other));
  return { reachable: true, findings: crossing.map((other) => overlapping(fields, rule, other)) };
}

/** The rules without which some request would get through to `rule`. */
function necessary(
  fields: readonly Field[],
  rule: XRaySamplingRule,
  covering: readonly XRaySamplingRule[],
  budget: Budget,
): XRaySamplingRule[] {
  let kept = [...covering];
  for (const other of covering) {
    const without = kept.filter((one) => one !== other);
    if (requestOnlyFor(fields, [rule], without, budget) === undefined) kept = without;
  }
  return kept;
}

function duplicate(fields: readonly Field[], rule: XRaySamplingRule, other: XRaySamplingRule): Finding {
  const witness = example(fields, [rule, other]);
  return {
    code: "duplicate",
    severity: "error",
    rule: rule.RuleName,
    others: [other.RuleName],
    witness,
    message:
      `It matches the same requests as ${placed(other)}, which is evaluated before it and decides all of them, ` +
      `such as ${describeRequest(witness)}.`,
    fix: `Remove ${rule.RuleName} or ${other.RuleName}.`,
  };
}

function shadowed(fields: readonly Field[], rule: XRaySamplingRule, other: XRaySamplingRule): Finding {
  const witness = example(fields, [rule, other]);
  return {
    code: "shadowed",
    severity: "error",
    rule: rule.RuleName,
    others: [other.RuleName],
    witness,
    message:
      `Every request that it matches, such as ${describeRequest(witness)}, is taken by ${placed(other)}: ` +
      "the lowest priority is evaluated first, and the first match decides.",
    fix: `Evaluate ${rule.RuleName} before ${other.RuleName}.`,
  };
}

function unreachable(fields: readonly Field[], rule: XRaySamplingRule, others: readonly XRaySamplingRule[]): Finding {
  const witness = example(fields, [rule]);
  const taker = others.find((other) => commonRequest(fields, [rule, other]) !== undefined);
  const names = others.map((other) => other.RuleName);
  return {
    code: "unreachable",
    severity: "error",
    rule: rule.RuleName,
    others: names,
    witness: taker === undefined ? witness : example(fields, [rule, taker]),
    message: `${names.join(", ")} are evaluated before it and together take every request that it matches.`,
    fix: `Evaluate ${rule.RuleName} before one of them, or remove it.`,
  };
}

function overlapping(fields: readonly Field[], rule: XRaySamplingRule, other: XRaySamplingRule): Finding {
  const witness = example(fields, [rule, other]);
  const alike = rule.FixedRate === other.FixedRate && rule.ReservoirSize === other.ReservoirSize;
  return {
    code: "overlapping",
    severity: alike ? "info" : "warning",
    rule: rule.RuleName,
    others: [other.RuleName],
    witness,
    message:
      `It and ${placed(other)} both match ${describeRequest(witness)}; neither contains the other, and ` +
      `${other.RuleName} decides because it is evaluated first.`,
    fix: `Keep the order if ${other.RuleName} should decide there; otherwise evaluate ${rule.RuleName} before it.`,
  };
}

function example(fields: readonly Field[], rules: readonly XRaySamplingRule[]): SamplingRequest {
  return commonRequest(fields, rules) ?? {};
}

function placed(rule: XRaySamplingRule): string {
  return `${rule.RuleName} (priority ${rule.Priority})`;
}
