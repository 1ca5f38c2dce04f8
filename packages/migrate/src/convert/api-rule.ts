import type { XRaySamplingRule } from "@pmp/sampling";
import { isObject } from "./sdk-rules.ts";

/** The API's keys, by what people write for them: in lower case and without underscores. */
const KEYS: Readonly<Record<string, keyof XRaySamplingRule>> = {
  rulename: "RuleName",
  resourcearn: "ResourceARN",
  priority: "Priority",
  fixedrate: "FixedRate",
  reservoirsize: "ReservoirSize",
  servicename: "ServiceName",
  service: "ServiceName",
  servicetype: "ServiceType",
  host: "Host",
  httpmethod: "HTTPMethod",
  urlpath: "URLPath",
  version: "Version",
  attributes: "Attributes",
};

/** The order in which the API documents them. */
const ORDER = [
  ...["RuleName", "ResourceARN", "Priority", "FixedRate", "ReservoirSize", "ServiceName", "ServiceType"],
  ...["Host", "HTTPMethod", "URLPath", "Version", "Attributes"],
] as const;

const PATTERNS = ["ResourceARN", "ServiceName", "ServiceType", "Host", "HTTPMethod", "URLPath"] as const;

/** A rule with the API's own keys, and what was wrong with the given one. */
export interface MendedRule {
  readonly rule: Readonly<Record<string, string | number>>;
  readonly problems: readonly string[];
}

/**
 * A sampling rule as CreateSamplingRule takes it, from one with other spellings or without required keys; undefined
 * when the value is no sampling rule.
 */
export function mendApiRule(value: unknown): MendedRule | undefined {
  if (!isObject(value)) return undefined;
  const known = Object.entries(value).map(([given, member]) => ({
    given,
    key: KEYS[given.toLowerCase().replaceAll("_", "")],
    member,
  }));
  const has = (key: string): boolean => known.some((one) => one.key === key);
  // Terraform has words with underscores.
  if (Object.keys(value).some((key) => key.includes("_"))) return undefined;
  if (!has("RuleName") || !has("Priority") || !(has("FixedRate") || has("ReservoirSize"))) return undefined;
  if (known.some(({ key, given }) => key === undefined && !/^RuleARN$/i.test(given))) return undefined;
  const problems = known.flatMap(({ given, key }) =>
    key === undefined || key === given ? [] : [`${given} is ${key} in the API`],
  );
  const rule: Record<string, string | number> = {};
  for (const { key, member } of known) {
    if (key !== undefined && (typeof member === "string" || typeof member === "number")) rule[key] = member;
  }
  const missing: string[] = [];
  for (const key of PATTERNS) {
    if (rule[key] !== undefined) continue;
    rule[key] = "*";
    missing.push(key);
  }
  for (const [key, preset] of [
    ["FixedRate", 0.05],
    ["ReservoirSize", 0],
    ["Version", 1],
  ] as const) {
    if (rule[key] !== undefined) continue;
    rule[key] = preset;
    missing.push(key);
  }
  if (missing.length > 0)
    problems.push(`${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing, and required`);
  const attributes = known.find(({ key }) => key === "Attributes")?.member;
  const ordered = Object.fromEntries(
    ORDER.flatMap((key) => (rule[key] === undefined ? [] : [[key, rule[key]] as const])),
  );
  return { rule: attributes === undefined ? ordered : { ...ordered, Attributes: attributes as never }, problems };
}
