import type { RuleBoost, RuleInput } from "./rule.ts";
import { shortName } from "./names.ts";

/** The stages that a plan can start from. */
export const PRESETS = ["dev", "staging", "prod"] as const;
export type Preset = (typeof PRESETS)[number];

/** Share of ordinary traffic that each stage samples. */
const CATCH_ALL_RATE: Readonly<Record<Preset, number>> = { dev: 1, staging: 0.5, prod: 0.1 };

/** Paths that lose money or users when they fail: each request is sampled in every stage. */
const CRITICAL = ["stripe", "subscriptions", "auth"] as const;

/** What `adaptive` gives the rules of a preset that sample less: five times the rate of production, once in ten minutes. */
export const PRESET_BOOST = { maxRate: 0.5, cooldownMinutes: 10 } as const satisfies RuleBoost;

/**
 * The rules of a stage, in order of evaluation; the last one is the catch-all. It has no reservoir, so that its rate is
 * accurate: a reservoir of 10 would sample the first ten requests of each second.
 */
export function presetRules(preset: Preset, service: string, adaptive = false): RuleInput[] {
  const critical = CRITICAL.map((area) => ({
    name: ruleName(service, area),
    path: `/api/${area}*`,
    rate: 1,
    reservoir: 1,
  }));
  const health = { name: ruleName(service, "health"), path: "/api/health*", rate: 0.01, reservoir: 0 };
  const rest = { name: ruleName(service, "default-traffic"), path: "*", rate: CATCH_ALL_RATE[preset], reservoir: 0 };
  const rules: RuleInput[] = [...critical, health, rest];
  return adaptive
    ? rules.map((rule) => (rule.rate < PRESET_BOOST.maxRate ? { ...rule, boost: PRESET_BOOST } : rule))
    : rules;
}

/** `service-area`, the X-Ray name of a preset's rule. */
function ruleName(service: string, area: string): string {
  return shortName(service, `-${area}`);
}
