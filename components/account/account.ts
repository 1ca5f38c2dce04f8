import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where the stack's AWS provider works: nothing about an account, region or partition is written down anywhere else. */
export interface Account {
  /** Twelve digits. */
  readonly id: pulumi.Output<string>;
  /** Who we are there: `arn:aws:sts::123456789012:assumed-role/deployer/session`, or an IAM user. */
  readonly callerArn: pulumi.Output<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: pulumi.Output<string>;
  /** Ending of AWS's own names here: `amazonaws.com`, or `amazonaws.com.cn`. */
  readonly dnsSuffix: pulumi.Output<string>;
  /** `us-east-1`, … */
  readonly region: pulumi.Output<string>;
}

/** Asks AWS who and where we are. */
export function lookUpAccount(opts?: pulumi.InvokeOutputOptions): Account {
  const partition = aws.getPartitionOutput({}, opts);
  const caller = aws.getCallerIdentityOutput({}, opts);
  return {
    id: caller.accountId,
    callerArn: caller.arn,
    partition: partition.partition,
    dnsSuffix: partition.dnsSuffix,
    region: aws.getRegionOutput({}, opts).region,
  };
}
