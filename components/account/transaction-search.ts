import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { toJson, type PolicyDocument } from "../iam/document.ts";
import type { Settings } from "@pmp/model";
import type { Account } from "./account.ts";
import { slowestRequests, SPANS_LOG_GROUP } from "./spans.ts";
import { spansRetention } from "./spans-retention.ts";

export interface TransactionSearchArgs {
  /** Without settings, nothing is made and nothing is changed. */
  readonly settings?: Settings["account"]["transactionSearch"];
  /** The service whose slowest requests the saved query lists. */
  readonly service: string;
  /** What sets the stack's names apart from another's in the account, or nothing. */
  readonly nameSuffix: string;
  readonly account: Account;
}

/**
 * What lets X-Ray write spans into CloudWatch Logs.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Enable-TransactionSearch.html
 */
export function spansPolicyDocument(partition: string, region: string, accountId: string): PolicyDocument {
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
  constructor(name: string, args: TransactionSearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:account:TransactionSearch", name, {}, opts);
    // As an output, so that an update ends only when the retention is set, and fails when it can't be.
    this.registerOutputs(args.settings === undefined ? {} : { retentionDays: this.#make(name, args.settings, args) });
  }

  #make(
    name: string,
    settings: NonNullable<TransactionSearchArgs["settings"]>,
    { account, service, nameSuffix }: TransactionSearchArgs,
  ): pulumi.Output<number | undefined> {
    void pulumi.log.warn(
      "Transaction Search is on for the whole account and region: spans are billed by volume.",
      this,
    );
    const child = { parent: this, protect: true };
    const policy = new aws.cloudwatch.LogResourcePolicy(
      `${name}-log-policy`,
      {
        policyName: `pmp-xray-transaction-search${nameSuffix}`,
        policyDocument: pulumi
          .all([account.partition, account.region, account.id])
          .apply(([partition, region, id]) => toJson(spansPolicyDocument(partition, region, id))),
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
      { name: "Default", rule: { probabilistic: { desiredSamplingPercentage: settings.indexingPercent } } },
      { ...child, dependsOn: [destination] },
    );
    new aws.cloudwatch.QueryDefinition(
      `${name}-slowest`,
      { ...slowestRequests(service, nameSuffix), logGroupNames: [SPANS_LOG_GROUP] },
      { parent: this, dependsOn: [destination] },
    );
    return spansRetention({ days: settings.retentionDays, region: account.region, destination }, this);
  }
}
