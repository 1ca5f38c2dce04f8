import { Checks, member } from "./checks.ts";
import { ANSWERED, RULE_MEMBERS, type Member, type Members } from "./members.ts";
import { DEFAULT_RULE_NAME, DEFAULT_RULE_PRIORITY, LIMITS } from "./limits.ts";
import { PlanError } from "./problem.ts";
import { DEFAULT_RULE, byEvaluation, completeRule } from "./rule.ts";
import type { XRaySamplingRule } from "./rule.ts";

/** The fallback file for when X-Ray is unreachable: rules in order of evaluation, X-Ray's Default rule last. */
export interface FallbackFile {
  version: 1;
  SamplingRules: XRaySamplingRule[];
}

/** The API's names of a rule's members by those of other notations, to suggest the right spelling. */
const SPELLINGS = new Map<string, string>(
  Object.entries<Member>(RULE_MEMBERS).flatMap(([name, { also = [] }]) =>
    [name, ...also].map((other): [string, string] => [plain(other), name]),
  ),
);

const FILE_NOTATIONS = {
  rules: "X-Ray calls it SamplingRules.",
  default: "Write it as the last rule, with the name Default and priority 10000.",
};

const FIXES = {
  file: "Write it by toFallbackFile, or as { version: 1, SamplingRules: [...] }.",
  rules: "Write a list of rules in the shape of the X-Ray API.",
  rule: "Write a rule in the shape of CreateSamplingRule.",
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
  const names = [...Object.keys(RULE_MEMBERS), ...ANSWERED];
  const misspelt = Object.keys(record).filter((key) => !names.includes(key));
  checks.keys(path, record, names, Object.fromEntries(misspelt.map((key) => [key, spelling(key)])));
  const isDefault = record.RuleName === DEFAULT_RULE_NAME;
  const priority = isDefault ? { min: DEFAULT_RULE_PRIORITY, max: DEFAULT_RULE_PRIORITY } : LIMITS.priority;
  const members = { ...RULE_MEMBERS, Priority: { ...RULE_MEMBERS.Priority, ...priority } };
  const rule = readMembers(checks, path, record, members) as XRaySamplingRule;
  return checks.problems.length === before ? completeRule(rule) : undefined;
}

function readMembers(
  checks: Checks,
  path: string,
  record: Readonly<Record<string, unknown>>,
  members: Members,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, one]) => {
      const value = record[name];
      if (value === undefined && one.optional === true) return [];
      return [[name, readMember(checks, member(path, name), value, one)]];
    }),
  );
}

function readMember(checks: Checks, path: string, value: unknown, form: Member): unknown {
  const { fix } = form;
  switch (form.kind) {
    case "text":
      return checks.text(path, value, form.max, fix);
    case "number":
      return checks.number(path, value, form, fix);
    case "pairs":
      return checks.patterns(path, value, form);
    case "flag":
      if (typeof value !== "boolean") checks.add("wrong-type", path, value, "true or false", fix);
      return value;
    case "constant":
      if (value !== form.value) checks.add("wrong-version", path, value, String(form.value), fix);
      return value;
    case "record": {
      const inner = checks.object(path, value, fix);
      if (inner === undefined) return undefined;
      checks.keys(path, inner, Object.keys(form.members));
      return readMembers(checks, path, inner, form.members);
    }
  }
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll("_", "");
}

function spelling(key: string): string {
  const known = SPELLINGS.get(plain(key));
  return known === undefined ? "Remove it, or correct its name." : `X-Ray calls it ${known}.`;
}
