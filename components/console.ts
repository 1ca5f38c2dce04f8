/**
 * Pages of the AWS console, in every partition. The local X-Ray's page makes such a link too
 * (packages/xray-local/page/src/logic/console-link.ts); it runs in a browser and shares no package with this program but those
 * about sampling and filters, so test/components/console.test.ts holds the two equal instead.
 * X-Ray's addresses are documented: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-deeplinks.html
 */

/** Each partition has a console of its own: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function consoleHost(region: string): string {
  if (region.startsWith("cn-")) return "console.amazonaws.cn";
  return region.startsWith("us-gov-") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
}

function consoleUrl(region: string, service: string, fragment: string): string {
  return `https://${consoleHost(region)}/${service}/home?region=${region}#${fragment}`;
}

/** The trace map. */
export function traceMapUrl(region: string): string {
  return consoleUrl(region, "xray", "/service-map");
}

/** The list of traces that match a filter expression. */
export function tracesUrl(region: string, filterExpression: string): string {
  return consoleUrl(region, "xray", `/traces?filter=${encodeURIComponent(filterExpression)}`);
}

/** A CloudWatch dashboard. */
export function dashboardUrl(region: string, dashboardName: string): string {
  return consoleUrl(region, "cloudwatch", `dashboards/dashboard/${encodeURIComponent(dashboardName)}`);
}

/** Logs Insights, where the saved queries are. */
export function logsInsightsUrl(region: string): string {
  return consoleUrl(region, "cloudwatch", "logsV2:logs-insights");
}
