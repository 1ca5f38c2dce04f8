/** Region codes: `eu-central-1`, `us-gov-west-1`, `cn-north-1`. */
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;

/** The region that was typed; undefined if it can't be one. */
export function readRegion(text: string): string | undefined {
  const region = text.trim().toLowerCase();
  return REGION.test(region) ? region : undefined;
}

/**
 * The URL of the trace in the AWS console. The trace exists there if the app also sends to AWS, with the same id.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-deeplinks.html
 */
export function consoleLink(traceId: string, region: string): string {
  return `https://${consoleHost(region)}/xray/home?region=${region}#/traces/${encodeURIComponent(traceId)}`;
}

/** Each partition has its own console: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function consoleHost(region: string): string {
  if (region.startsWith("cn-")) return "console.amazonaws.cn";
  return region.startsWith("us-gov-") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
}
