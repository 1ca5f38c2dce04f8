import { AGENT_ACTIONS } from "@pmp/model/aws";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { toJson, type PolicyDocument } from "./document.ts";

/**
 * The document of the write policy.
 *
 * The resource is `*` because none of the five actions has a resource type: with an ARN like
 * `arn:aws:xray:us-east-1:123456789012:*` the statement matches no call at all, and each one is denied.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 *
 * @param region Allow calls in this region only. A condition does what an ARN can't do here.
 */
export function writePolicyDocument(region?: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "SendTracesAndReadSampling",
        Effect: "Allow",
        Action: AGENT_ACTIONS,
        Resource: "*",
        ...(region !== undefined && { Condition: { StringEquals: { "aws:RequestedRegion": region } } }),
      },
    ],
  };
}

export interface XRayWritePolicyArgs {
  /** Name of the policy in IAM: 1 to 128 characters, unique in the account. */
  readonly policyName: pulumi.Input<string>;
  /** The only region in which calls are allowed. Default: every region. */
  readonly onlyRegion?: pulumi.Input<string> | undefined;
  /** Default: none. */
  readonly tags?: Tags;
}

/** The right to write traces: everything that an X-Ray agent needs, and nothing else. */
export class XRayWritePolicy extends pulumi.ComponentResource {
  /** ARN to attach to a role. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: XRayWritePolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:XRayWritePolicy", name, {}, opts);
    const policy = new aws.iam.Policy(
      `${name}-policy`,
      {
        name: args.policyName,
        description: "Send traces to AWS X-Ray and read its sampling rules.",
        policy: pulumi.output(args.onlyRegion).apply((region) => toJson(writePolicyDocument(region))),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
    this.arn = policy.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
