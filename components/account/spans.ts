/** The log group that X-Ray itself makes for spans, once Transaction Search is on. */
export const SPANS_LOG_GROUP = "aws/spans";

/** A query over the spans that is saved in Logs Insights, and shown on the dashboard. */
export interface SpanQuery {
  /** Its name in Logs Insights; the part before the slash is a folder there. */
  readonly name: string;
  /** In the query language of Logs Insights. */
  readonly queryString: string;
}

/**
 * The slowest requests of a service. Spans are stored in OpenTelemetry's form, also those that came as X-Ray segments.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search-ingesting-span-log-groups.html
 */
export function slowestRequests(service: string): SpanQuery {
  return {
    name: `pmp-tracing/${service} slowest requests`,
    queryString: [
      "fields @timestamp, traceId, name, durationNano / 1000000 as milliseconds",
      `filter resource.attributes.service.name = "${service}"`,
      "sort durationNano desc",
      "limit 50",
    ].join("\n| "),
  };
}

/**
 * A shell script that sets how long the spans are kept. X-Ray makes the log group some time after it was told to use it, so
 * it tries for five minutes.
 *
 * @param roleArn The role that the stack's AWS provider takes, which the AWS CLI has to take too.
 */
export function retentionScript(days: number, roleArn?: string): string {
  return [
    ...(roleArn === undefined ? [] : assume(roleArn)),
    "for attempt in 1 2 3 4 5 6 7 8 9 10; do",
    `  aws logs put-retention-policy --log-group-name ${SPANS_LOG_GROUP} --retention-in-days ${days} && exit 0`,
    "  sleep 30",
    "done",
    `echo "${SPANS_LOG_GROUP} isn't there yet. Send a trace, then run pulumi up again." >&2`,
    "exit 1",
  ].join("\n");
}

/** No variable of the AWS CLI names a role, so it is taken first. A profile would win over the credentials that it gives. */
function assume(roleArn: string): string[] {
  return [
    `credentials=$(aws sts assume-role --role-arn '${roleArn}' --role-session-name pmp-xray --output text \\`,
    "  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]') || exit 1",
    "set -- $credentials",
    "export AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 AWS_SESSION_TOKEN=$3",
    "unset AWS_PROFILE",
  ];
}
