import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { toJson, type PolicyDocument } from "./document.ts";

/** What looks at traces and at what decides about them. */
const READ_ACTIONS = [
  "xray:BatchGetTraces",
  "xray:GetEncryptionConfig",
  "xray:GetGroup",
  "xray:GetGroups",
  "xray:GetInsight",
  "xray:GetInsightEvents",
  "xray:GetInsightImpactGraph",
  "xray:GetInsightSummaries",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetServiceGraph",
  "xray:GetTimeSeriesServiceStatistics",
  "xray:GetTraceGraph",
  "xray:GetTraceSummaries",
  "xray:ListTagsForResource",
];

/**
 * The document of the reader policy: look at traces, rules, groups, alarms and the dashboard, and ask IAM whether the agent
 * may write. Nothing in it changes anything.
 *
 * X-Ray's and most of CloudWatch's reads have no resource type that fits all of them, so those are on `*`.
 */
export function readPolicyDocument(agentRoleArn: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "ReadTraces", Effect: "Allow", Action: READ_ACTIONS, Resource: "*" },
      {
        Sid: "ReadAlarmsAndDashboard",
        Effect: "Allow",
        Action: [
          "cloudwatch:DescribeAlarmHistory",
          "cloudwatch:DescribeAlarms",
          "cloudwatch:GetDashboard",
          "cloudwatch:GetMetricData",
          "cloudwatch:ListMetrics",
        ],
        Resource: "*",
      },
      {
        Sid: "AskWhatTheAgentMayDo",
        Effect: "Allow",
        Action: ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:SimulatePrincipalPolicy"],
        Resource: agentRoleArn,
      },
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

/** The right to look at traces, for people and for the command line. It is not attached to any identity. */
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
