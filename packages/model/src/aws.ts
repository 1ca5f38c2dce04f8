/** Facts about AWS that several parts of the product need. This file imports nothing, so that a bundle of it is small. */

/**
 * What an agent calls: it sends segments and its own telemetry, and passes centralized sampling through to the API. The same
 * five as AWS's managed policy AWSXRayDaemonWriteAccess. None of them has a resource type, so that only `*` matches.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
export const AGENT_ACTIONS = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
] as const;

/**
 * Days for which CloudWatch Logs can keep a log.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
