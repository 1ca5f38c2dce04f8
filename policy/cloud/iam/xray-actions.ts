import { allows, type Statement } from "./document.ts";

/**
 * What an agent needs: send segments and its own telemetry, and read the sampling rules and targets. It is what AWS's own
 * policy AWSXRayDaemonWriteAccess has. None of them knows a resource type, so that only "*" matches.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
export const AGENT_ACTIONS: readonly string[] = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];

/** The two of them that write. */
const WRITES = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** AWS's own policies that let somebody write traces, by the end of their ARN. */
export const AWS_WRITE_POLICIES = ["AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess", "AWSXrayFullAccess"];

/** Whether a statement lets somebody write traces. `NotAction` counts: it allows all that it doesn't name. */
export function letsWrite({ effect, actions, negated }: Statement): boolean {
  if (effect !== "Allow") return false;
  return negated.includes("NotAction") || WRITES.some((write) => actions.some((pattern) => allows(pattern, write)));
}

/** Whether an ARN is one of AWS's own policies that let somebody write traces. */
export function isAwsWritePolicy(arn: string): boolean {
  return AWS_WRITE_POLICIES.some((name) => arn.toLowerCase().endsWith(`::aws:policy/${name.toLowerCase()}`));
}
