import { allows, type Statement } from "./document.ts";

/** Those of an agent's actions that write. */
const WRITES = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/**
 * Actions that change X-Ray itself: rules, groups, encryption, access, the destination of traces.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
const CHANGES = [
  "xray:CreateGroup",
  "xray:CreateSamplingRule",
  "xray:DeleteGroup",
  "xray:DeleteResourcePolicy",
  "xray:DeleteSamplingRule",
  "xray:Link",
  "xray:PutEncryptionConfig",
  "xray:PutResourcePolicy",
  "xray:TagResource",
  "xray:UntagResource",
  "xray:UpdateGroup",
  "xray:UpdateIndexingRule",
  "xray:UpdateSamplingRule",
  "xray:UpdateTraceSegmentDestination",
];

/** AWS's managed policies that allow only writing traces in X-Ray. */
const AWS_WRITE_POLICIES = ["AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess"];

/** AWS's managed policies that include writing traces, or granting oneself that permission. */
const AWS_WIDE_POLICIES: ReadonlyMap<string, string> = new Map(
  [
    ["AWSXrayFullAccess", "allows every action of X-Ray, among them deleting sampling rules"],
    ["AdministratorAccess", "allows every action of AWS"],
    ["AdministratorAccess-Amplify", "allows most actions of AWS"],
    ["PowerUserAccess", "allows every action of AWS but those on users and roles"],
    ["IAMFullAccess", "lets its holder grant itself every permission"],
  ].map(([name = "", does = ""]) => [name.toLowerCase(), does]),
);

/** Whether a statement allows writing traces. `NotAction` counts: it allows everything that it doesn't name. */
export function letsWrite(statement: Statement): boolean {
  return letsDo(statement, WRITES);
}

/** Whether a statement allows changing X-Ray's rules, groups or settings. */
export function letsChange(statement: Statement): boolean {
  return letsDo(statement, CHANGES);
}

function letsDo({ effect, actions, negated }: Statement, wanted: readonly string[]): boolean {
  if (effect !== "Allow") return false;
  return negated.includes("NotAction") || wanted.some((action) => actions.some((pattern) => allows(pattern, action)));
}

/** Whether an ARN is an AWS managed policy that allows writing traces. */
export function isAwsWritePolicy(arn: string): boolean {
  const name = awsPolicyName(arn);
  return AWS_WRITE_POLICIES.some((one) => one.toLowerCase() === name) || AWS_WIDE_POLICIES.has(name);
}

/** Permissions of an AWS managed policy beyond writing traces; undefined for any other policy. */
export function widePolicy(arn: string): string | undefined {
  return AWS_WIDE_POLICIES.get(awsPolicyName(arn));
}

/** The name of an AWS managed policy in lower case, without its path; empty for any other. */
function awsPolicyName(arn: string): string {
  return /^arn:[^:]*:iam::aws:policy\/(?:.*\/)?([^/]+)$/i.exec(arn)?.[1]?.toLowerCase() ?? "";
}
