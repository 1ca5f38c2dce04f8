import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import { SPANS_LOG_GROUP, type SpanQuery } from "./spans.ts";
import { spansRetention } from "./spans-retention.ts";

export interface TransactionSearchArgs {
  /** Share of the traces that are indexed as X-Ray trace summaries, 0 to 100 percent. 1 % costs nothing. */
  readonly indexingPercent: pulumi.Input<number>;
  /** Days for which spans are kept: a number that CloudWatch Logs knows. */
  readonly retentionDays: pulumi.Input<number>;
  /** Name of the resource policy that lets X-Ray write spans, unique in the account and region. */
  readonly logPolicyName: pulumi.Input<string>;
  /** Saved in Logs Insights. */
  readonly query: pulumi.Input<SpanQuery>;
  readonly partition: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
}

/**
 * The policy that lets X-Ray write spans into CloudWatch Logs.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Enable-TransactionSearch.html
 */
function spansPolicyDocument(partition: string, region: string, accountId: string): PolicyDocument {
  const logGroup = (name: string) => `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TransactionSearchXRayAccess",
        Effect: "Allow",
        Principal: { Service: "xray.amazonaws.com" },
        Action: "logs:PutLogEvents",
        Resource: [logGroup(SPANS_LOG_GROUP), logGroup("/aws/application-signals/data")],
        Condition: {
          ArnLike: { "aws:SourceArn": `arn:${partition}:xray:${region}:${accountId}:*` },
          StringEquals: { "aws:SourceAccount": accountId },
        },
      },
    ],
  };
}

/**
 * Turns on Transaction Search for the account and region: all spans go to CloudWatch Logs, and a share of the traces is
 * indexed. Deleting it does not bring the former state back, so it is protected.
 */
export class TransactionSearch extends pulumi.ComponentResource {
  /** Days for which spans are kept; undefined while X-Ray hasn't made the log group, and in a preview. */
  readonly retentionDays: pulumi.Output<number | undefined>;

  constructor(name: string, args: TransactionSearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:account:TransactionSearch", name, {}, opts);
    const { partition, region, accountId } = args;
    const query = pulumi.output(args.query);
    void pulumi.log.warn(
      "Transaction Search is on for the whole account and region: spans are billed by volume.",
      this,
    );
    const child = { parent: this, protect: true };
    const policy = new aws.cloudwatch.LogResourcePolicy(
      `${name}-log-policy`,
      {
        policyName: args.logPolicyName,
        policyDocument: pulumi
          .all([partition, region, accountId])
          .apply(([itsPartition, itsRegion, id]) => toJson(spansPolicyDocument(itsPartition, itsRegion, id))),
      },
      child,
    );
    const destination = new aws.xray.TraceSegmentDestination(
      `${name}-destination`,
      { destination: "CloudWatchLogs" },
      { ...child, dependsOn: [policy] },
    );
    new aws.xray.IndexingRule(
      `${name}-indexing`,
      { name: "Default", rule: { probabilistic: { desiredSamplingPercentage: args.indexingPercent } } },
      { ...child, dependsOn: [destination] },
    );
    new aws.cloudwatch.QueryDefinition(
      `${name}-slowest`,
      { name: query.name, queryString: query.queryString, logGroupNames: [SPANS_LOG_GROUP] },
      { parent: this, dependsOn: [destination] },
    );
    this.retentionDays = spansRetention({ days: args.retentionDays, region, destination }, this);
    // As an output, so that an update ends only when the retention is set, and fails when it can't be.
    this.registerOutputs({ retentionDays: this.retentionDays });
  }
}
