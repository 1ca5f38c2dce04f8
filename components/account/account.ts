import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where the stack's AWS provider works: nothing about an account, region or partition is written down anywhere else. */
export interface Account {
  /** Twelve digits. */
  readonly id: pulumi.Output<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: pulumi.Output<string>;
  /** `us-east-1`, … */
  readonly region: pulumi.Output<string>;
}

/** Asks AWS who and where we are. */
export function lookUpAccount(opts?: pulumi.InvokeOutputOptions): Account {
  return {
    id: aws.getCallerIdentityOutput({}, opts).accountId,
    partition: aws.getPartitionOutput({}, opts).partition,
    region: aws.getRegionOutput({}, opts).region,
  };
}
