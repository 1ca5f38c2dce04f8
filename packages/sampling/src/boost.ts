import type { XRaySamplingRule } from "./rule.ts";

/**
 * Adaptive sampling on the wire: the members that X-Ray adds to a sampling rule, to a GetSamplingTargets call and to its answer.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html
 * https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html
 */

/**
 * A rule's boost: while anomalies are reported, X-Ray raises the rule's rate for at most a minute, once in each window
 * of the cooldown. Not for the Default rule.
 */
export type SamplingRateBoost = NonNullable<XRaySamplingRule["SamplingRateBoost"]>;

/** What one process reports about the requests of one rule with a boost, counted since its last report. */
export interface SamplingBoostStatisticsDocument {
  RuleName: string;
  /** Name of the service that counted, 1 to {@link BOOST_LIMITS.serviceName} characters. */
  ServiceName: string;
  /** Time of the report: seconds since 1970. */
  Timestamp: number;
  /** Traces that the rule began, sampled or not. Each is counted once by a service. */
  TotalCount: number;
  /** Those of them with an anomaly. */
  AnomalyCount: number;
  /** Those with an anomaly that were sampled. */
  SampledAnomalyCount: number;
}

/** `SamplingBoost` of a target document: the boost in force. A target without it ends the boost. */
export interface SamplingBoost {
  /** Rate in place of FixedRate, 0 to 1. */
  BoostRate: number;
  /** End of the boost: seconds since 1970, by X-Ray's clock. */
  BoostRateTTL: number;
}

export const BOOST_LIMITS = {
  /** Documents that one GetSamplingTargets call takes. */
  documents: 25,
  /** Characters in ServiceName. */
  serviceName: 64,
  /** Longest boost, in seconds; the answers that hold it renew a much shorter TTL. */
  seconds: 60,
} as const;
