import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The account, partition and region of an AWS provider. The fields are named like the args of the components that need them, so that
 * `...account` passes them on; nothing about an account, region or partition is hard-coded.
 */
export interface Account {
  /** Twelve digits. */
  readonly accountId: pulumi.Output<string>;
  /** The identity that deploys: `arn:aws:sts::123456789012:assumed-role/deployer/session`, or an IAM user. */
  readonly callerArn: pulumi.Output<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: pulumi.Output<string>;
  /** Ending of AWS's own names in the partition: `amazonaws.com`, or `amazonaws.com.cn`. */
  readonly dnsSuffix: pulumi.Output<string>;
  /** `us-east-1`, … */
  readonly region: pulumi.Output<string>;
}

/** Asks AWS for the account, partition and region of the stack's provider, or of the one in `opts`. */
export function lookUpAccount(opts?: pulumi.InvokeOutputOptions): Account {
  const partition = aws.getPartitionOutput({}, opts);
  const caller = aws.getCallerIdentityOutput({}, opts);
  return {
    accountId: caller.accountId,
    callerArn: caller.arn,
    partition: partition.partition,
    dnsSuffix: partition.dnsSuffix,
    region: aws.getRegionOutput({}, opts).region,
  };
}
