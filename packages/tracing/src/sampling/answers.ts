import { RULE_MEMBERS, type Member, type Members, type XRaySamplingRule } from "@pmp/sampling";
import type { BoostTarget } from "./rule-boost.ts";

export interface RulesPage {
  rules: XRaySamplingRule[];
  nextToken: string | undefined;
  /** Names of rules that can't be used here, for a warning. */
  skipped: string[];
}

export interface SamplingTarget {
  ruleName: string;
  rate: number | undefined;
  quota: number | undefined;
  /** Seconds since the epoch. */
  quotaUntil: number | undefined;
  intervalSeconds: number | undefined;
  /** Absent: no boost is in force. */
  boost: BoostTarget | undefined;
}

export interface TargetsAnswer {
  targets: SamplingTarget[];
  /** Seconds since the epoch. */
  lastRuleModification: number | undefined;
  unprocessed: string[];
  unprocessedBoosts: string[];
}

/**
 * Reads a response of GetSamplingRules. Lenient: an unknown kind of rule must not invalidate the others.
 * https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingRules.html
 */
export function readRules(answer: unknown): RulesPage {
  const page: RulesPage = { rules: [], nextToken: textOf(member(answer, "NextToken")), skipped: [] };
  const records = member(answer, "SamplingRuleRecords");
  if (!Array.isArray(records)) throw new Error("the answer has no SamplingRuleRecords");
  for (const record of records) {
    const raw = member(record, "SamplingRule");
    const rule = readRule(raw);
    if (rule) page.rules.push(rule);
    else page.skipped.push(textOf(member(raw, "RuleName")) ?? "(no name)");
  }
  return page;
}

function readRule(raw: unknown): XRaySamplingRule | undefined {
  const version = numberOf(member(raw, "Version"));
  if (version !== undefined && version !== 1) return undefined;
  return readRecord(raw, RULE_MEMBERS) as XRaySamplingRule | undefined;
}

/** Undefined if it lacks a member that has no initial value. One that is unusable counts as left out. */
function readRecord(raw: unknown, members: Members): Record<string, unknown> | undefined {
  const record: Record<string, unknown> = {};
  for (const [name, form] of Object.entries(members)) {
    const value = readMember(member(raw, name), form) ?? form.initial;
    if (value !== undefined) record[name] = value;
    else if (form.optional !== true) return undefined;
  }
  return record;
}

function readMember(value: unknown, form: Member): unknown {
  switch (form.kind) {
    case "text":
      return textOf(value);
    case "number":
      return numberOf(value);
    case "pairs":
      return attributesOf(value);
    case "flag":
      return typeof value === "boolean" ? value : undefined;
    case "constant":
      return form.value;
    case "record":
      return readRecord(value, form.members);
  }
}

function boostTargetOf(raw: unknown): BoostTarget | undefined {
  const rate = numberOf(member(raw, "BoostRate"));
  const until = secondsOf(member(raw, "BoostRateTTL"));
  return rate === undefined || until === undefined ? undefined : { rate, until };
}

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html */
export function readTargets(answer: unknown): TargetsAnswer {
  const documents = member(answer, "SamplingTargetDocuments");
  if (!Array.isArray(documents)) throw new Error("the answer has no SamplingTargetDocuments");
  const targets: SamplingTarget[] = [];
  for (const document of documents) {
    const ruleName = textOf(member(document, "RuleName"));
    if (ruleName === undefined) continue;
    targets.push({
      ruleName,
      rate: numberOf(member(document, "FixedRate")),
      quota: numberOf(member(document, "ReservoirQuota")),
      quotaUntil: secondsOf(member(document, "ReservoirQuotaTTL")),
      intervalSeconds: numberOf(member(document, "Interval")),
      boost: boostTargetOf(member(document, "SamplingBoost")),
    });
  }
  return {
    targets,
    lastRuleModification: secondsOf(member(answer, "LastRuleModification")),
    unprocessed: unprocessedOf(member(answer, "UnprocessedStatistics")),
    unprocessedBoosts: unprocessedOf(member(answer, "UnprocessedBoostStatistics")),
  };
}

function unprocessedOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(describeUnprocessed) : [];
}

function describeUnprocessed(entry: unknown): string {
  const [name, code, message] = ["RuleName", "ErrorCode", "Message"].map((key) => textOf(member(entry, key)) ?? "");
  return `${name ?? ""}: ${code ?? ""} ${message ?? ""}`.trim();
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The API writes times as seconds since the epoch; some proxies and emulators write them as ISO text. */
function secondsOf(value: unknown): number | undefined {
  if (typeof value === "string") {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? undefined : ms / 1_000;
  }
  return numberOf(value);
}

function attributesOf(value: unknown): Record<string, string> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const pairs = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
