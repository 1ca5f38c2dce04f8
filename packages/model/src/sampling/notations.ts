/** Keys of other notations, with the fix for a plan. */
export type Notations = Readonly<Record<string, string>>;

/** Keys of the rule files of X-Ray's own SDKs, and of the X-Ray API. */
export const PLAN_NOTATIONS: Notations = {
  version: "A plan has none: leave it out.",
  default: "Write it as the last of rules, with path: *.",
  SamplingRules: "A plan calls it rules.",
  SamplingRuleRecords: "A plan calls it rules; what is in the list can stay as it is.",
};

/** Keys of a rule in the spellings of the X-Ray API, Pulumi, Terraform and the rule files of X-Ray's own SDKs. */
export const RULE_NOTATIONS: Notations = {
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

function rename(key: string, ...others: string[]): Notations {
  return Object.fromEntries(others.map((other) => [other, `A plan calls it ${key}.`]));
}

function remove(why: string, ...others: string[]): Notations {
  return Object.fromEntries(others.map((other) => [other, `${why}: leave it out.`]));
}
