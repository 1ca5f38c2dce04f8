import { readerStatements } from "@pmp/checks/rights";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { toJson, type PolicyDocument } from "./document.ts";

/** What people look at in the console, besides what the checks read. */
const CONSOLE_ACTIONS = [
  "cloudwatch:DescribeAlarmHistory",
  "cloudwatch:GetDashboard",
  "cloudwatch:ListMetrics",
  "xray:GetGroup",
  "xray:GetInsight",
  "xray:GetInsightEvents",
  "xray:GetInsightImpactGraph",
  "xray:GetInsightSummaries",
  "xray:GetServiceGraph",
  "xray:GetTimeSeriesServiceStatistics",
  "xray:GetTraceGraph",
  "xray:ListTagsForResource",
];

/**
 * The document of the reader policy: everything that `pmp-xray verify` and `pmp-xray doctor` read with, and the pages of the
 * console. Nothing in it changes anything.
 */
export function readPolicyDocument(agentRoleArn: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      ...readerStatements(agentRoleArn),
      { Sid: "LookAtTheConsole", Effect: "Allow", Action: CONSOLE_ACTIONS, Resource: "*" },
    ],
  };
}

export interface XRayReadPolicyArgs {
  /** Name of the policy in IAM: 1 to 128 characters, unique in the account. */
  readonly policyName: pulumi.Input<string>;
  /** ARN of the agent's role, which readers may ask about. */
  readonly agentRoleArn: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

/** The right to look at traces and to run the checks, for people and for the command line. It is not attached to any identity. */
export class XRayReadPolicy extends pulumi.ComponentResource {
  /** ARN to attach to a role or a permission set. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: XRayReadPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:XRayReadPolicy", name, {}, opts);
    const policy = new aws.iam.Policy(
      `${name}-policy`,
      {
        name: args.policyName,
        description: "Look at traces, sampling rules, alarms and the dashboard; change nothing.",
        policy: pulumi.output(args.agentRoleArn).apply((arn) => toJson(readPolicyDocument(arn))),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
    this.arn = policy.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
