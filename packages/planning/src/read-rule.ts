import type { PlannedRule } from "./rule.ts";
import { DEFAULT_RULE_NAME, LIMITS, member, type Checks } from "@pmp/sampling";

/** A rule of the settings with its defaults filled in, before it has a priority. */
export interface ReadRule extends Omit<PlannedRule, "priority"> {
  /** Where it stands in the input, for messages. */
  readonly source: string;
  readonly before?: string;
}

const KEYS = ["name", "path", "method", "host", "service", "serviceType", "rate", "reservoir", "attributes", "before"];

/** Keys of other notations that people write here, and what they are called in a plan. */
const OTHER_NOTATIONS: Readonly<Record<string, string>> = {
  ...rename("name", "ruleName", "RuleName", "rule_name", "description"),
  ...rename("path", "urlPath", "URLPath", "url", "url_path"),
  ...rename("method", "httpMethod", "HTTPMethod", "http_method"),
  ...rename("host", "Host"),
  ...rename("service", "serviceName", "ServiceName", "service_name"),
  ...rename("serviceType", "ServiceType", "service_type"),
  ...rename("rate", "fixedRate", "FixedRate", "fixed_rate"),
  ...rename("reservoir", "reservoirSize", "ReservoirSize", "reservoir_size", "fixed_target"),
  ...rename("attributes", "Attributes"),
  ...remove(
    "The order of the list is the order of evaluation, and the priority follows from it",
    "priority",
    "Priority",
  ),
  ...remove("It is always 1", "version", "Version"),
  ...remove(
    "It is always *, the one value that every SDK understands",
    "resourceArn",
    "ResourceARN",
    "resourceARN",
    "resource_arn",
  ),
};

const FIXES = {
  rule: "Write a rule as { name, path, rate }.",
  name: "Give the rule a short name of its own.",
  path: "Write a path pattern such as /api/orders*.",
  method: "Write an HTTP method such as GET, or * for all.",
  host: "Write a host pattern such as *.example.com, or * for all.",
  service: "Write the API's service name, or * for all.",
  serviceType: "Write * unless the rule is for one platform, such as AWS::EKS::Container.",
  rate: "Write a share: 10 % is 0.1.",
  reservoir: "Write whole requests per second; 0 keeps the rate exact.",
  before: "Write the name of the rule that this one must be evaluated before.",
};

/** Reads one rule of the settings; undefined when anything in it is wrong, with all of it in `checks`. */
export function readRule(checks: Checks, path: string, value: unknown, service: string): ReadRule | undefined {
  const problems = checks.problems.length;
  const record = checks.object(path, value, FIXES.rule);
  if (record === undefined) return undefined;
  checks.keys(path, record, KEYS, OTHER_NOTATIONS);

  const pattern = (
    key: "path" | "method" | "host" | "service" | "serviceType",
    max: number,
    fallback: string,
  ): string =>
    record[key] === undefined ? fallback : (checks.text(member(path, key), record[key], max, FIXES[key]) ?? fallback);
  const reservoirRange = { min: 0, max: LIMITS.reservoir, whole: true };

  const name = checks.text(member(path, "name"), record.name, LIMITS.ruleName, FIXES.name);
  if (name?.toLowerCase() === DEFAULT_RULE_NAME.toLowerCase()) {
    const fix = "X-Ray keeps this name for its own last rule. Choose another.";
    checks.add("reserved-name", member(path, "name"), name, `any name but ${DEFAULT_RULE_NAME}`, fix);
  }
  const rule = {
    source: path,
    name: name ?? "",
    path: pattern("path", LIMITS.urlPath, "*"),
    method: pattern("method", LIMITS.httpMethod, "*"),
    host: pattern("host", LIMITS.host, "*"),
    service: pattern("service", LIMITS.serviceName, service),
    serviceType: pattern("serviceType", LIMITS.serviceType, "*"),
    rate: checks.number(member(path, "rate"), record.rate, { min: 0, max: 1 }, FIXES.rate) ?? 0,
    reservoir:
      record.reservoir === undefined
        ? 0
        : (checks.number(member(path, "reservoir"), record.reservoir, reservoirRange, FIXES.reservoir) ?? 0),
    attributes:
      record.attributes === undefined
        ? {}
        : (checks.patterns(member(path, "attributes"), record.attributes, LIMITS.attributes) ?? {}),
  };
  const before =
    record.before === undefined
      ? undefined
      : checks.text(member(path, "before"), record.before, LIMITS.ruleName, FIXES.before);
  if (checks.problems.length > problems) return undefined;
  return before === undefined ? rule : { ...rule, before };
}

function rename(key: string, ...others: string[]): Record<string, string> {
  return Object.fromEntries(others.map((other) => [other, `A plan calls it ${key}.`]));
}

function remove(why: string, ...others: string[]): Record<string, string> {
  return Object.fromEntries(others.map((other) => [other, `${why}: leave it out.`]));
}
