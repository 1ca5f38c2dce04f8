import type { PlannedRule } from "./rule.ts";
import { DEFAULT_RULE_NAME, LIMITS, type Checks } from "@pmp/sampling";
import { TRUST_ALLOWED, parseTrustEntries } from "@pmp/sampling/trust";
import { sentPath } from "./analysis/sent.ts";
import { PLATFORMS } from "./analysis/space.ts";
import type { Platform } from "./analysis/space.ts";
import { readTraffic, readUsage } from "./forecast/traffic.ts";
import type { FullTraffic, FullUsage } from "./forecast/traffic.ts";
import { mergeRules } from "./merge.ts";
import { suffixed } from "./names.ts";
import { prioritize } from "./order.ts";
import { PRESETS, presetRules } from "./presets.ts";
import type { Preset } from "./presets.ts";
import { fromApi } from "./from-api.ts";
import { readRule } from "./read-rule.ts";
import type { ReadRule } from "./read-rule.ts";

/** A plan's context with its defaults filled in. */
export interface ReadContext {
  readonly service: string;
  readonly nameSuffix: string;
  readonly platform: Platform | undefined;
  readonly maxRules: number;
}

/** A plan's input with its defaults filled in. */
export interface ReadPlan {
  readonly rules: readonly PlannedRule[];
  /** Where each rule stands in the input, by its name. */
  readonly sources: ReadonlyMap<string, string>;
  readonly criticalPaths: readonly string[];
  readonly traffic: FullTraffic | undefined;
  readonly usage: FullUsage | undefined;
  readonly maxMonthlyUsd: number | undefined;
  /** Empty: the default. */
  readonly trustSampled: readonly string[];
}

/** A dash and 16 characters: with a hash, eight are left of a rule's own name. */
const SUFFIX_LENGTH = 17;

const FIXES = {
  input: "Write a plan as { preset: prod } or { rules: [...] }.",
  context: "Give the plan's context as { service: name }.",
  preset: "Name the stage, or leave it out and write all rules.",
  rules: "Write a list of rules.",
  nameSuffix: "Write a short suffix such as -dev, or leave it out.",
  service: "Write the API's service name, as in OTEL_SERVICE_NAME.",
  platform: "Write the value of OpenTelemetry's cloud.platform, or leave it out.",
  maxRules: "Write the quota of sampling rules that AWS gave the account.",
  criticalPaths: "Write a list of path patterns such as /api/pay*.",
  budget: "Write the US dollars that a month of tracing may cost.",
  trust: "Write whose decision to sample counts, or leave it out.",
  traffic: "State the traffic too: a cost can't be forecast without it.",
};

/** Keys of the rule files of X-Ray's own SDKs, and of the X-Ray API. */
const OTHER_NOTATIONS: Readonly<Record<string, string>> = {
  version: "A plan has none: leave it out.",
  default: "Write it as the last of rules, with path: *.",
  SamplingRules: "A plan calls it rules.",
  SamplingRuleRecords: "A plan calls it rules; what is in the list can stay as it is.",
};

export function readContext(checks: Checks, value: unknown, defaultService: string): ReadContext {
  const defaults = { service: defaultService, nameSuffix: "", platform: undefined, maxRules: LIMITS.customRules };
  const record = checks.object("context", value, FIXES.context);
  if (record === undefined) return defaults;
  checks.keys("context", record, ["service", "nameSuffix", "platform", "maxRules"]);
  const service =
    record.service === undefined
      ? undefined
      : checks.text("context.service", record.service, LIMITS.serviceName, FIXES.service);
  if (service !== undefined && /[*?]/.test(service)) {
    checks.add("not-a-name", "context.service", service, "a name without * and ?", FIXES.service);
  }
  const range = { min: 1, max: LIMITS.priority.max, whole: true };
  return {
    service: service ?? defaults.service,
    nameSuffix:
      record.nameSuffix === undefined || record.nameSuffix === ""
        ? ""
        : (checks.text("context.nameSuffix", record.nameSuffix, SUFFIX_LENGTH, FIXES.nameSuffix) ?? ""),
    platform:
      record.platform === undefined
        ? undefined
        : checks.oneOf("context.platform", record.platform, PLATFORMS, FIXES.platform),
    maxRules:
      record.maxRules === undefined
        ? defaults.maxRules
        : (checks.number("context.maxRules", record.maxRules, range, FIXES.maxRules) ?? defaults.maxRules),
  };
}

export function readPlan(checks: Checks, value: unknown, context: ReadContext): ReadPlan | undefined {
  const record = checks.object("", value, FIXES.input);
  if (record === undefined) return undefined;
  const keys = ["preset", "rules", "criticalPaths", "traffic", "usage", "trustSampled", "maxMonthlyUsd"];
  checks.keys("", record, keys, OTHER_NOTATIONS);
  const preset = record.preset === undefined ? undefined : checks.oneOf("preset", record.preset, PRESETS, FIXES.preset);
  const rules = readRules(checks, preset, record, context);
  const range = { min: 0, max: 1e9 };
  if (record.maxMonthlyUsd !== undefined && record.traffic === undefined) {
    checks.add("missing", "traffic", record.traffic, "the traffic that maxMonthlyUsd is for", FIXES.traffic);
  }
  return {
    rules: prioritize(checks, rules, preset === undefined ? undefined : rules.at(-1)?.name),
    sources: new Map(rules.map((rule) => [rule.name, rule.source])),
    criticalPaths: readCriticalPaths(checks, record.criticalPaths),
    traffic: readTraffic(checks, "traffic", record.traffic),
    usage: readUsage(checks, "usage", record.usage),
    trustSampled: readTrust(checks, "trustSampled", record.trustSampled),
    maxMonthlyUsd:
      record.maxMonthlyUsd === undefined
        ? undefined
        : checks.number("maxMonthlyUsd", record.maxMonthlyUsd, range, FIXES.budget),
  };
}

function readRules(
  checks: Checks,
  preset: Preset | undefined,
  record: Readonly<Record<string, unknown>>,
  context: ReadContext,
): ReadRule[] {
  const given = record.rules === undefined ? [] : (checks.list("rules", record.rules, FIXES.rules) ?? []);
  if (record.preset === undefined && given.length === 0 && checks.problems.length === 0) {
    checks.add("empty-plan", "", record, "a preset, or at least one rule", FIXES.input);
  }
  const read = (rule: unknown, source: string): ReadRule[] => {
    const found = readRule(checks, source, rule, context.service);
    return found === undefined ? [] : [inStack(found, context.nameSuffix)];
  };
  const own = fromApi(checks, given, "rules").flatMap(({ rule, source }) => read(rule, source));
  const base = preset === undefined ? [] : presetRules(preset, context.service);
  const fromPreset = base.flatMap((rule) => read(rule, `preset ${preset}`));
  const rules = mergeRules(checks, fromPreset, own);
  if (rules.length > context.maxRules) {
    const fix =
      "Join rules with the same rate by a wider pattern, or ask AWS for a higher quota and state it as maxRules.";
    const allowed = `up to ${context.maxRules} besides ${DEFAULT_RULE_NAME}`;
    checks.add("too-many-rules", "rules", `${rules.length} rules`, allowed, fix);
  }
  return rules;
}

/** A rule with its name in the account, which is that of the settings with the stack's suffix. */
function inStack(rule: ReadRule, suffix: string): ReadRule {
  const { before } = rule;
  const name = suffixed(rule.name, suffix);
  return { ...rule, name, ...(before !== undefined && { before: suffixed(before, suffix) }) };
}

/** Entries of PMP_TRUST_SAMPLED: a text with commas, as in the variable, or a list. */
function readTrust(checks: Checks, path: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const given = typeof value === "string" ? value.split(",") : value;
  const list = checks.list(path, given, FIXES.trust) ?? [];
  const place = (index: number): string => (typeof value === "string" ? path : `${path}[${index}]`);
  const entries = list.map((item, index) => {
    const text = checks.text(place(index), typeof value === "string" ? String(item).trim() : item, 200, FIXES.trust);
    return { text, index };
  });
  const texts = entries.flatMap(({ text }) => text ?? []);
  const { problems } = parseTrustEntries(texts);
  for (const { given: wrong, reason, fix: entry } of problems) {
    const index = entries.find(({ text }) => text === wrong)?.index ?? 0;
    const fix = entry === undefined ? `It can't be used: ${reason}.` : `Write ${entry}: ${reason}.`;
    checks.add("not-a-caller", place(index), wrong, TRUST_ALLOWED, fix);
  }
  return texts;
}

function readCriticalPaths(checks: Checks, value: unknown): string[] {
  if (value === undefined) return [];
  const list = checks.list("criticalPaths", value, FIXES.criticalPaths) ?? [];
  return list.flatMap((item, index) => {
    const path = `criticalPaths[${index}]`;
    const text = checks.text(path, item, LIMITS.urlPath, FIXES.criticalPaths);
    if (text === undefined) return [];
    if (text.startsWith("/") && sentPath(text) === text) return [text];
    if (text.startsWith("/")) {
      checks.add("not-a-path", path, text, "a pattern that some request has", `Write ${sentPath(text)}.`);
      return [];
    }
    checks.add("not-a-path", path, text, "a pattern that begins with /", FIXES.criticalPaths);
    return [];
  });
}
