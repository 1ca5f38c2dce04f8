/** The log group that X-Ray itself makes for spans, once Transaction Search is on. */
export const SPANS_LOG_GROUP = "aws/spans";

/** A query over the spans that is saved in Logs Insights, and shown on the dashboard. */
export interface SpanQuery {
  /** Its name in Logs Insights, at most 255 characters; the part before the slash is a folder there. */
  readonly name: string;
  /** In the query language of Logs Insights. */
  readonly queryString: string;
}

/**
 * The slowest requests of a service. Spans are stored in OpenTelemetry's form, also those that came as X-Ray segments.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search-ingesting-span-log-groups.html
 *
 * @param nameSuffix appended to the query's name, to tell apart the stacks of one account
 */
export function slowestRequests(service: string, nameSuffix = ""): SpanQuery {
  return {
    name: `pmp-tracing/${service} slowest requests${nameSuffix}`,
    queryString: [
      "fields @timestamp, traceId, name, durationNano / 1000000 as milliseconds",
      `filter resource.attributes.service.name = "${service}"`,
      "sort durationNano desc",
      "limit 50",
    ].join("\n| "),
  };
}
