import { DEFAULT_RULE_NAME, DEFAULT_RULE_PRIORITY } from "./limits.ts";

/**
 * A sampling rule in the X-Ray API's own shape (CreateSamplingRule, GetSamplingRules).
 * https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
 */
export interface XRaySamplingRule {
  /** 1 to 32 characters, unique in the account and region. */
  RuleName: string;
  /** Pattern, up to 500 characters. Only `*` is understood by every SDK. */
  ResourceARN: string;
  /** 1 to 9999, the lowest is evaluated first; 10000 for the Default rule. */
  Priority: number;
  /** Share of the matching requests that is sampled once the reservoir is used up, 0 to 1. */
  FixedRate: number;
  /** Matching requests per second, over all instances together, that are sampled before the fixed rate applies. */
  ReservoirSize: number;
  /** Pattern for the service's name, up to 64 characters. */
  ServiceName: string;
  /** Pattern for the service's type, such as `AWS::EKS::Container`, up to 64 characters. */
  ServiceType: string;
  /** Pattern for the host of the request, up to 64 characters. */
  Host: string;
  /** Pattern for the method of the request, up to 10 characters. */
  HTTPMethod: string;
  /** Pattern for the path of the request, up to 128 characters. */
  URLPath: string;
  Version: 1;
  /** Up to 5 attributes of the request that must be there, with a pattern for the value of each. */
  Attributes?: Record<string, string>;
}

/** A request's attributes at the start of its trace, when sampling is decided. */
export interface SamplingRequest {
  service?: string | undefined;
  /** Such as `AWS::EKS::Container`. */
  serviceType?: string | undefined;
  /** The Host header, including a port. */
  host?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  resourceArn?: string | undefined;
  attributes?: Record<string, string> | undefined;
}

/**
 * X-Ray's own last rule: one request per second and 5 % of the rest. It can't be deleted.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export const DEFAULT_RULE: Readonly<XRaySamplingRule> = Object.freeze({
  RuleName: DEFAULT_RULE_NAME,
  ResourceARN: "*",
  Priority: DEFAULT_RULE_PRIORITY,
  FixedRate: 0.05,
  ReservoirSize: 1,
  ServiceName: "*",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  Version: 1,
});

/** Order of evaluation: the lower priority first, between equal ones the lower name by code unit. */
export function byEvaluation(one: XRaySamplingRule, other: XRaySamplingRule): number {
  if (one.Priority !== other.Priority) return one.Priority - other.Priority;
  return one.RuleName < other.RuleName ? -1 : Number(one.RuleName > other.RuleName);
}
