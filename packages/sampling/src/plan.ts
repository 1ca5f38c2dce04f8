import { Checks, member } from "./checks.ts";
import { DEFAULT_RULE_NAME, LIMITS } from "./limits.ts";
import { prioritize } from "./order.ts";
import { PRESETS, presetRules } from "./presets.ts";
import type { Preset } from "./presets.ts";
import { PlanError } from "./problem.ts";
import { readRule } from "./read-rule.ts";
import type { ReadRule } from "./read-rule.ts";
import type { PlannedRule, RuleInput } from "./rule.ts";

/** A sampling plan as it is written in stack settings. */
export interface PlanInput {
  /** The stage whose rules the plan starts from. Default: none, so that `rules` is the whole plan. */
  preset?: Preset;
  /** A rule with the name of a preset's rule replaces it in its place; any other goes before the preset's catch-all. */
  rules?: RuleInput[];
}

/** What the plan is for. */
export interface PlanContext {
  /** The API's service name: the default of each rule's `service`, and the beginning of a preset's rule names. */
  service?: string;
  /** Custom rules that the account may have, when AWS raised the quota. Default 25. */
  maxRules?: number;
}

/** A checked plan: rules in order of evaluation, each with its priority. */
export interface Plan {
  readonly service: string;
  readonly rules: readonly PlannedRule[];
}

/** The service that a plan is for when the caller names none. */
export const DEFAULT_SERVICE = "pmp-api";

const CURES = {
  input: "Write a plan as { preset: prod } or { rules: [...] }.",
  context: "Give the plan's context as { service: name }.",
  preset: "Name the stage, or leave it out and write all rules.",
  rules: "Write a list of rules.",
  service: "Write the API's service name, as in OTEL_SERVICE_NAME.",
  maxRules: "Write the quota of sampling rules that AWS gave the account.",
};

/**
 * Checks a plan, fills in its defaults and derives its priorities.
 *
 * @throws PlanError with every problem of the input; nothing else, whatever the input is
 */
export function definePlan(input: PlanInput, context: PlanContext = {}): Plan {
  const checks = new Checks();
  const { service, maxRules } = readContext(checks, context);
  const rules = readPlan(checks, input, service, maxRules);
  if (checks.problems.length > 0) throw new PlanError("The sampling plan can't be built", checks.problems);
  return Object.freeze({ service, rules: Object.freeze(rules) });
}

function readContext(checks: Checks, value: unknown): { service: string; maxRules: number } {
  const defaults = { service: DEFAULT_SERVICE, maxRules: LIMITS.customRules as number };
  const record = checks.object("context", value, CURES.context);
  if (record === undefined) return defaults;
  checks.keys("context", record, ["service", "maxRules"]);
  if (record.service !== undefined) {
    const service = checks.text("context.service", record.service, LIMITS.serviceName, CURES.service);
    if (service !== undefined) defaults.service = service;
    if (service !== undefined && /[*?]/.test(service)) {
      checks.add("not-a-name", "context.service", service, "a name without * and ?", CURES.service);
    }
  }
  if (record.maxRules !== undefined) {
    const range = { min: 1, max: LIMITS.priority.max, whole: true };
    defaults.maxRules = checks.number("context.maxRules", record.maxRules, range, CURES.maxRules) ?? defaults.maxRules;
  }
  return defaults;
}

function readPlan(checks: Checks, value: unknown, service: string, maxRules: number): PlannedRule[] {
  const record = checks.object("", value, CURES.input);
  if (record === undefined) return [];
  checks.keys("", record, ["preset", "rules"]);
  const preset = record.preset === undefined ? undefined : checks.oneOf("preset", record.preset, PRESETS, CURES.preset);
  const given = record.rules === undefined ? [] : (checks.list("rules", record.rules, CURES.rules) ?? []);
  if (record.preset === undefined && given.length === 0 && checks.problems.length === 0) {
    checks.add("empty-plan", "", value, "a preset, or at least one rule", CURES.input);
  }
  const own = given.map((rule, index) => readRule(checks, `rules[${index}]`, rule, service));
  const rules = merge(
    checks,
    preset,
    service,
    own.filter((rule) => rule !== undefined),
  );
  if (rules.length > maxRules) {
    const cure =
      "Join rules with the same rate by a wider pattern, or ask AWS for a higher quota and state it as maxRules.";
    checks.add(
      "too-many-rules",
      "rules",
      `${rules.length} rules`,
      `up to ${maxRules} besides ${DEFAULT_RULE_NAME}`,
      cure,
    );
  }
  return prioritize(checks, rules, preset === undefined ? undefined : rules.findLast((rule) => !rule.before)?.name);
}

/** Puts the settings' rules into the preset's: in place of the rule with the same name, else before the last. */
function merge(checks: Checks, preset: Preset | undefined, service: string, own: readonly ReadRule[]): ReadRule[] {
  const base = preset === undefined ? [] : presetRules(preset, service);
  const rules = base.map((rule) => readRule(checks, `preset ${preset}`, rule, service)).filter((r) => r !== undefined);
  const end = rules.at(-1);
  const seen = new Map<string, ReadRule>();
  const added: ReadRule[] = [];
  for (const rule of own) {
    const earlier = seen.get(rule.name);
    if (earlier !== undefined) {
      const cure = `${earlier.source} has it already. Rename one of the two, or remove it.`;
      checks.add("duplicate-name", member(rule.source, "name"), rule.name, "a name that no other rule has", cure);
      continue;
    }
    seen.set(rule.name, rule);
    const place = rules.findIndex((other) => other.name === rule.name);
    if (place === -1) added.push(rule);
    else if (rule.before === undefined) rules[place] = rule;
    else {
      const cure = "A rule that replaces one of the preset keeps its place: leave before out, or choose another name.";
      checks.add("fixed-place", member(rule.source, "before"), rule.before, "nothing", cure);
    }
  }
  return end === undefined ? added : [...rules.slice(0, -1), ...added, ...rules.slice(-1)];
}
