import type { PolicyDocument } from "../iam/document.ts";

/**
 * The policy of X-Ray's VPC endpoint: principals of these accounts only, so that a pod can't use the endpoint to send traces
 * to a foreign account. What a principal may do is left to IAM: private DNS sends every X-Ray call of the VPC through
 * this endpoint, also those of Pulumi (rules, groups, tags), of people who read traces, and of a role in another account
 * that the agent assumes.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-security-vpc-endpoint.html
 *
 * @param accountIds twelve digits each; an account may be in it twice
 */
export function xrayEndpointPolicy(accountIds: readonly string[]): PolicyDocument {
  const [first = "", ...more] = [...new Set(accountIds)];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccountsOfThisStack",
        Effect: "Allow",
        Principal: "*",
        Action: "xray:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": more.length === 0 ? first : [first, ...more] } },
      },
    ],
  };
}

/** The account of a role that the agent assumes; nothing without such a role. */
export function accountsOf(roleArn: string | undefined): string[] {
  return roleArn === undefined ? [] : [roleArn.split(":")[4] ?? ""];
}
