import { Checks, member } from "./checks.ts";
import { DEFAULT_RULE_NAME, DEFAULT_RULE_PRIORITY, LIMITS } from "./limits.ts";
import { PlanError } from "./problem.ts";
import { DEFAULT_RULE, byEvaluation } from "./rule.ts";
import type { XRaySamplingRule } from "./rule.ts";

/** The fallback file for when X-Ray is unreachable: rules in order of evaluation, X-Ray's Default rule last. */
export interface FallbackFile {
  version: 1;
  SamplingRules: XRaySamplingRule[];
}

const KEYS = [
  "RuleName",
  "ResourceARN",
  "Priority",
  "FixedRate",
  "ReservoirSize",
  "ServiceName",
  "ServiceType",
  "Host",
  "HTTPMethod",
  "URLPath",
  "Version",
  "Attributes",
] as const;

/** The API's keys by lower case, and the console's names for them, to suggest the right spelling. */
const SPELLINGS = new Map<string, string>([
  ...KEYS.map((key): [string, string] => [key.toLowerCase(), key]),
  ["service", "ServiceName"],
  // The rule files of X-Ray's own SDKs.
  ["fixedtarget", "ReservoirSize"],
  ["rate", "FixedRate"],
  ["description", "RuleName"],
]);

/** Members that GetSamplingRules adds to those of CreateSamplingRule. */
const ANSWERED = ["RuleARN"];

const FILE_NOTATIONS = {
  rules: "X-Ray calls it SamplingRules.",
  default: "Write it as the last rule, with the name Default and priority 10000.",
};

const FIXES = {
  file: "Write it by toFallbackFile, or as { version: 1, SamplingRules: [...] }.",
  rules: "Write a list of rules in the shape of the X-Ray API.",
  rule: "Write a rule in the shape of CreateSamplingRule.",
  name: "Give the rule a name of its own.",
  pattern: "X-Ray requires it: write * for all.",
  priority: "Write a whole number of its own; the lowest is evaluated first.",
  rate: "Write a share: 10 % is 0.1.",
  reservoir: "Write whole requests per second; 0 keeps the rate exact.",
  version: "Write the number 1.",
};

/**
 * Reads the API's fallback file. Returns the rules in order of evaluation, the Default rule last; it is added if the
 * file has none, as X-Ray always has it.
 *
 * @throws PlanError with every problem of the file, never another error
 */
export function parseFallbackFile(json: unknown): FallbackFile {
  const checks = new Checks();
  const record = checks.object("", json, FIXES.file);
  // The answer of GetSamplingRules as it is.
  const answered = record !== undefined && Object.hasOwn(record, "SamplingRuleRecords");
  const key = answered ? "SamplingRuleRecords" : "SamplingRules";
  if (record !== undefined) checks.keys("", record, answered ? [key, "NextToken"] : ["version", key], FILE_NOTATIONS);
  if (record !== undefined && !answered && record.version !== 1)
    checks.add("wrong-version", "version", record.version, "1", FIXES.version);
  const rules = record === undefined ? [] : readXRayRules(checks, key, record[key]);
  if (checks.problems.length > 0) throw new PlanError("The sampling fallback file can't be used", checks.problems);
  return { version: 1, SamplingRules: withDefault(rules) };
}

/**
 * Checks rules in the shape of the X-Ray API, such as the parameters of CreateSamplingRule, one by one and together.
 *
 * @throws PlanError with every problem of the rules, never another error
 */
export function parseXRayRules(json: unknown): XRaySamplingRule[] {
  const checks = new Checks();
  const rules = readXRayRules(checks, "", json);
  if (checks.problems.length > 0) throw new PlanError("The X-Ray sampling rules can't be used", checks.problems);
  return rules.sort(byEvaluation);
}

function withDefault(rules: readonly XRaySamplingRule[]): XRaySamplingRule[] {
  const hasDefault = rules.some((rule) => rule.RuleName === DEFAULT_RULE_NAME);
  return (hasDefault ? [...rules] : [...rules, { ...DEFAULT_RULE }]).sort(byEvaluation);
}

function readXRayRules(checks: Checks, path: string, value: unknown): XRaySamplingRule[] {
  const list = checks.list(path, value, FIXES.rules) ?? [];
  const rules: XRaySamplingRule[] = [];
  const sources = new Map<string, string>();
  for (const [index, item] of list.entries()) {
    const { source, record } = unwrapped(`${path}[${index}]`, item);
    const rule = readXRayRule(checks, source, record);
    if (rule === undefined) continue;
    const earlier = sources.get(rule.RuleName);
    if (earlier === undefined) rules.push(rule);
    else {
      const fix = `${earlier} has it already. Rename one of the two, or remove it.`;
      checks.add("duplicate-name", member(source, "RuleName"), rule.RuleName, "a name that no other rule has", fix);
    }
    sources.set(rule.RuleName, earlier ?? source);
  }
  return rules;
}

/** An item of GetSamplingRules has the rule inside, beside the times of its making and change. */
export function unwrapped(source: string, item: unknown): { readonly source: string; readonly record: unknown } {
  if (typeof item !== "object" || item === null || !("SamplingRule" in item)) return { source, record: item };
  return { source: member(source, "SamplingRule"), record: item.SamplingRule };
}

/** Reads one rule of the X-Ray API; undefined when anything in it is wrong, with all of it in `checks`. */
export function readXRayRule(checks: Checks, path: string, value: unknown): XRaySamplingRule | undefined {
  const before = checks.problems.length;
  const record = checks.object(path, value, FIXES.rule);
  if (record === undefined) return undefined;
  const misspelt = Object.keys(record).filter((key) => !KEYS.some((known) => known === key));
  const fixes = misspelt.map((key): [string, string] => [key, spelling(key)]);
  checks.keys(path, record, [...KEYS, ...ANSWERED], Object.fromEntries(fixes));

  const text = (key: (typeof KEYS)[number], max: number, fix: string): string =>
    checks.text(member(path, key), record[key], max, fix) ?? "";
  const rule: XRaySamplingRule = {
    RuleName: text("RuleName", LIMITS.ruleName, FIXES.name),
    ResourceARN: text("ResourceARN", LIMITS.resourceArn, FIXES.pattern),
    Priority: readPriority(checks, path, record),
    FixedRate: checks.number(member(path, "FixedRate"), record.FixedRate, { min: 0, max: 1 }, FIXES.rate) ?? 0,
    ReservoirSize: readReservoir(checks, path, record),
    ServiceName: text("ServiceName", LIMITS.serviceName, FIXES.pattern),
    ServiceType: text("ServiceType", LIMITS.serviceType, FIXES.pattern),
    Host: text("Host", LIMITS.host, FIXES.pattern),
    HTTPMethod: text("HTTPMethod", LIMITS.httpMethod, FIXES.pattern),
    URLPath: text("URLPath", LIMITS.urlPath, FIXES.pattern),
    Version: 1,
  };
  if (record.Version !== 1) checks.add("wrong-version", member(path, "Version"), record.Version, "1", FIXES.version);
  if (record.Attributes !== undefined) {
    const attributes = checks.patterns(member(path, "Attributes"), record.Attributes, LIMITS.attributes) ?? {};
    if (Object.keys(attributes).length > 0) rule.Attributes = { ...attributes };
  }
  return checks.problems.length === before ? rule : undefined;
}

function readPriority(checks: Checks, path: string, record: Readonly<Record<string, unknown>>): number {
  const isDefault = record.RuleName === DEFAULT_RULE_NAME;
  const range = isDefault ? { min: DEFAULT_RULE_PRIORITY, max: DEFAULT_RULE_PRIORITY } : LIMITS.priority;
  return checks.number(member(path, "Priority"), record.Priority, { ...range, whole: true }, FIXES.priority) ?? 0;
}

function readReservoir(checks: Checks, path: string, record: Readonly<Record<string, unknown>>): number {
  const range = { min: 0, max: LIMITS.reservoir, whole: true };
  return checks.number(member(path, "ReservoirSize"), record.ReservoirSize, range, FIXES.reservoir) ?? 0;
}

function spelling(key: string): string {
  if (key === "SamplingRateBoost") return "No X-Ray sampler for Node.js acts on a boost: remove it.";
  const known = SPELLINGS.get(key.toLowerCase().replaceAll("_", ""));
  return known === undefined ? "Remove it, or correct its name." : `X-Ray calls it ${known}.`;
}
