import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PUBLIC_ECR } from "./agent.ts";

export interface PullThroughCacheArgs {
  /** Prefix of the repositories in the account's ECR: 2 to 30 of a-z 0-9 . _ - and /, unique in the account and region. */
  readonly prefix: pulumi.Input<string>;
}

/**
 * A cache of public.ecr.aws in the account's own ECR: public.ecr.aws has no VPC endpoint, ECR has one. It needs no credentials.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 */
export class PullThroughCache extends pulumi.ComponentResource {
  constructor(name: string, { prefix }: PullThroughCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:PullThroughCache", name, {}, opts);
    new aws.ecr.PullThroughCacheRule(
      `${name}-rule`,
      { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: PUBLIC_ECR },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
