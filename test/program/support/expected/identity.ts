import type { EksStackName } from "../../../../offline/stack-config.ts";
import { ACCOUNT, ISSUER, POLICY_ARN, ROLE_ARN } from "./stacks.ts";

const PROVIDER_ARN = (stack: EksStackName) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER[stack]}`;

/** Who may write traces, and who may read them. */
export function expectedIdentity(stack: EksStackName, tags: object): Record<string, unknown> {
  return {
    "aws:iam/policy:Policy xray-write-policy": {
      name: "PMPXRayAccess",
      description: "Send traces to AWS X-Ray and read its sampling rules.",
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "SendTracesAndReadSampling",
            Effect: "Allow",
            Action: [
              "xray:PutTraceSegments",
              "xray:PutTelemetryRecords",
              "xray:GetSamplingRules",
              "xray:GetSamplingTargets",
              "xray:GetSamplingStatisticSummaries",
            ],
            Resource: "*",
          },
        ],
      },
      tags,
    },
    "aws:iam/policy:Policy xray-read-policy": {
      name: "PMPXRayRead",
      description: "Look at traces, sampling rules, alarms and the dashboard; change nothing.",
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "ReadAlarms",
            Effect: "Allow",
            Action: ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"],
            Resource: "*",
          },
          {
            Sid: "ReadTheWayToAws",
            Effect: "Allow",
            Action: ["ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcEndpoints"],
            Resource: "*",
          },
          {
            Sid: "ReadTheService",
            Effect: "Allow",
            Action: ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"],
            Resource: "*",
          },
          {
            Sid: "ReadTheCluster",
            Effect: "Allow",
            Action: [
              "eks:DescribeAddon",
              "eks:DescribeCluster",
              "eks:DescribePodIdentityAssociation",
              "eks:ListPodIdentityAssociations",
            ],
            Resource: "*",
          },
          {
            Sid: "ReadOidcProviders",
            Effect: "Allow",
            Action: ["iam:ListOpenIDConnectProviders"],
            Resource: "*",
          },
          {
            Sid: "ReadTheKeyOfTraces",
            Effect: "Allow",
            Action: ["kms:DescribeKey"],
            Resource: "*",
          },
          {
            Sid: "ReadLogsAndSpans",
            Effect: "Allow",
            Action: [
              "logs:DescribeLogGroups",
              "logs:DescribeResourcePolicies",
              "logs:FilterLogEvents",
              "logs:GetQueryResults",
              "logs:StartQuery",
            ],
            Resource: "*",
          },
          {
            Sid: "ReadTraces",
            Effect: "Allow",
            Action: [
              "xray:BatchGetTraces",
              "xray:GetEncryptionConfig",
              "xray:GetGroups",
              "xray:GetIndexingRules",
              "xray:GetSamplingRules",
              "xray:GetSamplingStatisticSummaries",
              "xray:GetTraceSegmentDestination",
              "xray:GetTraceSummaries",
              "xray:ListRetrievedTraces",
              "xray:StartTraceRetrieval",
            ],
            Resource: "*",
          },
          {
            Sid: "AskWhatTheAgentMayDo",
            Effect: "Allow",
            Action: ["iam:GetRole", "iam:SimulatePrincipalPolicy"],
            Resource: ROLE_ARN,
          },
          {
            Sid: "LookAtTheConsole",
            Effect: "Allow",
            Action: [
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
            ],
            Resource: "*",
          },
        ],
      },
      tags,
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider": {
      url: `https://${ISSUER[stack]}`,
      clientIdLists: ["sts.amazonaws.com"],
      tags,
    },
    "aws:iam/role:Role xray-daemon-role": {
      name: "pmp-xray-daemon",
      description: "For service account pmp/xray-daemon only.",
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "OneServiceAccount",
            Effect: "Allow",
            Principal: { Federated: PROVIDER_ARN(stack) },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                [`${ISSUER[stack]}:aud`]: "sts.amazonaws.com",
                [`${ISSUER[stack]}:sub`]: "system:serviceaccount:pmp:xray-daemon",
              },
            },
          },
        ],
      },
      tags,
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment xray-daemon-write": {
      role: "pmp-xray-daemon",
      policyArn: POLICY_ARN,
    },
  };
}
