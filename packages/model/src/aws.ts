/** Facts about AWS that several parts of the product need. Imports nothing, to keep bundles small. */

/**
 * The actions of an agent: it sends segments and its own telemetry, and forwards centralized sampling to the API. The
 * same five as in AWS's managed policy AWSXRayDaemonWriteAccess. None supports resource types, so only `*` matches.
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

/** Name of the agent's objects in a cluster, and of its container in a task: AWS's own examples have it, whichever agent it is. */
export const AGENT_NAME = "xray-daemon";
