import type { XRaySamplingRule } from "./rule.ts";

/**
 * The member names of Pulumi's aws.xray.SamplingRule.
 * https://www.pulumi.com/registry/packages/aws/api-docs/xray/samplingrule/
 */
const NAMES = {
  RuleName: "ruleName",
  ResourceARN: "resourceArn",
  Priority: "priority",
  FixedRate: "fixedRate",
  ReservoirSize: "reservoirSize",
  ServiceName: "serviceName",
  ServiceType: "serviceType",
  Host: "host",
  HTTPMethod: "httpMethod",
  URLPath: "urlPath",
  Version: "version",
  Attributes: "attributes",
} as const satisfies Record<keyof XRaySamplingRule, string>;

/** A rule as the arguments of `aws.xray.SamplingRule`. */
export type SamplingRuleArgs = {
  [Member in keyof XRaySamplingRule as (typeof NAMES)[Member]]: XRaySamplingRule[Member];
};

/** A rule of the X-Ray API in Pulumi's spelling. */
export function toPulumiRule(rule: XRaySamplingRule): SamplingRuleArgs {
  const entries = Object.entries(NAMES).flatMap(([member, name]) => {
    const value = rule[member as keyof XRaySamplingRule];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as SamplingRuleArgs;
}

/** Converts a rule's members from Pulumi's spelling to the X-Ray API's. Others, such as tags, are left out. */
export function fromPulumiRule(args: SamplingRuleArgs): XRaySamplingRule;
export function fromPulumiRule(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
export function fromPulumiRule(args: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([member, name]) => {
      const value = args[name];
      return value === undefined || value === null ? [] : [[member, value]];
    }),
  );
}
