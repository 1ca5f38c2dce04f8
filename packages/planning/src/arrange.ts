import { DEFAULT_RULE_NAME, LIMITS, type Checks, type XRaySamplingRule } from "@pmp/sampling";
import { mergeRules } from "./merge.ts";
import { suffixed } from "./names.ts";
import { prioritize } from "./order.ts";
import { DEFAULT_SERVICE, type PlanContext } from "./plan.ts";
import { presetRules, type Preset } from "./presets.ts";
import type { RuleInput, SourcedRule, UnorderedRule } from "./rule.ts";

/** The rules of a plan in order of evaluation. */
export interface ArrangedRules {
  readonly rules: readonly XRaySamplingRule[];
  /** Each rule's position in the input, by name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Joins a plan's rules to those of its preset and gives each its priority. Conflicts are added to `checks`. */
export function arrangeRules(
  checks: Checks,
  {
    preset,
    adaptive,
    rules: given = [],
  }: { readonly preset?: Preset; readonly adaptive?: boolean; readonly rules?: readonly SourcedRule[] },
  { service = DEFAULT_SERVICE, nameSuffix = "", maxRules = LIMITS.customRules }: PlanContext,
): ArrangedRules {
  const complete = (rule: RuleInput, source: string): UnorderedRule =>
    inStack({ service, ...rule, source }, nameSuffix);
  const own = given.map(({ source, ...rule }, index) => complete(rule, source ?? `rules[${index}]`));
  const base = preset === undefined ? [] : presetRules(preset, service, adaptive);
  const fromPreset = base.map((rule) => complete(rule, `preset ${preset}`));
  const rules = mergeRules(checks, fromPreset, own);
  if (rules.length > maxRules) {
    const fix =
      "Join rules with the same rate by a wider pattern, or ask AWS for a higher quota and state it as maxRules.";
    const allowed = `up to ${maxRules} besides ${DEFAULT_RULE_NAME}`;
    checks.add("too-many-rules", "rules", `${rules.length} rules`, allowed, fix);
  }
  return {
    rules: prioritize(checks, rules, preset === undefined ? undefined : rules.at(-1)?.name),
    sources: new Map(rules.map((rule) => [rule.name, rule.source])),
  };
}

/** A rule with its name in the account, which is that of the settings with the stack's suffix. */
function inStack(rule: UnorderedRule, suffix: string): UnorderedRule {
  const { before } = rule;
  const name = suffixed(rule.name, suffix);
  return { ...rule, name, ...(before !== undefined && { before: suffixed(before, suffix) }) };
}
