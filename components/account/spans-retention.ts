import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsCallers, type AwsCallers } from "./caller.ts";
import { SPANS_LOG_GROUP } from "./spans.ts";

export interface SpansRetentionArgs {
  /** Days for which the spans are kept: a number that CloudWatch Logs knows. */
  readonly days: pulumi.Input<number>;
  readonly region: pulumi.Input<string>;
  /** Once this resource is made, X-Ray makes the log group. */
  readonly destination: pulumi.Resource;
}

/**
 * Sets how long the spans are kept. X-Ray makes the log group itself, with the first spans, and CreateLogGroup refuses names
 * that begin with aws/: so it can't be a resource, and each `pulumi up` sets the retention where it differs. While the log group
 * doesn't exist, a warning says so, and nothing waits for it.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 *
 * @returns the days that are in force, once they are set; undefined while there is no log group, and in a preview
 */
export function spansRetention(
  { days: wanted, region, destination }: SpansRetentionArgs,
  parent: pulumi.Resource,
): pulumi.Output<number | undefined> {
  const groups = aws.cloudwatch.getLogGroupsOutput(
    { logGroupNamePrefix: SPANS_LOG_GROUP },
    { parent, dependsOn: [destination] },
  );
  return pulumi.all([groups.logGroupNames, region, wanted]).apply(async ([names, where, days]) => {
    if (!names.includes(SPANS_LOG_GROUP)) {
      await pulumi.log.warn(missingLogGroup(days), parent);
      return undefined;
    }
    const { retentionInDays } = await aws.cloudwatch.getLogGroup({ name: SPANS_LOG_GROUP }, { parent });
    if (retentionInDays === days) return days;
    if (pulumi.runtime.isDryRun()) return undefined;
    await putRetention(days, where, awsCallers());
    return days;
  });
}

/** The warning while X-Ray hasn't made the log group. */
function missingLogGroup(days: number): string {
  return (
    `Log group ${SPANS_LOG_GROUP} does not exist yet, so its spans will be kept for ever. ` +
    `Send a trace, then run pulumi up again: it sets the retention to ${days} days.`
  );
}

/** As the stack's own AWS provider: with its profile, and the roles that it takes, one after the other. */
async function putRetention(days: number, region: string, { profile, roleArns }: AwsCallers): Promise<void> {
  // Loaded only where they are used: most stacks never do.
  const { CloudWatchLogsClient, PutRetentionPolicyCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  let as: Caller = profile === undefined ? {} : { profile };
  for (const RoleArn of roleArns) {
    const sts = new STSClient({ region, ...as });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "pmp-xray" }));
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
    } = Credentials ?? {};
    if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
      throw new Error(`STS gave no credentials for ${RoleArn}`);
    }
    as = { credentials: { accessKeyId, secretAccessKey, sessionToken } };
  }
  const logs = new CloudWatchLogsClient({ region, ...as });
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: SPANS_LOG_GROUP, retentionInDays: days }));
}

interface Caller {
  readonly profile?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}
