import { all, type Output } from "@pulumi/pulumi";
import type { Account } from "./account/account.ts";

/**
 * Addresses in the AWS console, in every partition.
 * X-Ray's are documented: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-deeplinks.html
 */
export interface Place {
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
}

/** Where an account's console is. */
export function placeOf({ region, partition }: Account): Output<Place> {
  return all([region, partition]).apply(([where, kind]) => ({ region: where, partition: kind }));
}

const HOSTS: Readonly<Record<string, string>> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

function page({ region, partition }: Place, service: string, fragment: string): string {
  return `https://${HOSTS[partition] ?? "console.aws.amazon.com"}/${service}/home?region=${region}#${fragment}`;
}

/** The trace map. */
export function traceMapUrl(place: Place): string {
  return page(place, "xray", "/service-map");
}

/** The list of traces that match a filter expression. */
export function tracesUrl(place: Place, filterExpression: string): string {
  return page(place, "xray", `/traces?filter=${encodeURIComponent(filterExpression)}`);
}

/** A CloudWatch dashboard. */
export function dashboardUrl(place: Place, dashboardName: string): string {
  return page(place, "cloudwatch", `dashboards/dashboard/${encodeURIComponent(dashboardName)}`);
}

/** Logs Insights, where the saved queries are. */
export function logsInsightsUrl(place: Place): string {
  return page(place, "cloudwatch", "logsV2:logs-insights");
}
