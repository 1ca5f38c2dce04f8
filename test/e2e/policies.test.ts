import assert from "node:assert/strict";
import { IAMClient, SimulateCustomPolicyCommand, type ContextEntry } from "@aws-sdk/client-iam";
import { ensureTools } from "@pmp/tools";
import { clientConfig } from "../../local/aws.ts";
import { xrayEndpointPolicy } from "../../components/cluster/xray-endpoint-policy.ts";
import { toJson } from "../../components/iam/document.ts";
import { readPolicyDocument } from "../../components/iam/read-policy.ts";
import { writePolicyDocument } from "../../components/iam/write-policy.ts";
import { startEmulator, type Emulator } from "./support/emulator.ts";

const WRITE_ACTIONS = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];
const AGENT = "arn:aws:iam::123456789012:role/pmp-xray-daemon";

/**
 * The policies of the program by what they mean: an evaluator that others wrote decides on them. What the role as a whole
 * may do is asked in engine.test.ts and engine-switches.test.ts; whom it trusts is proven in the local cluster, where STS
 * hands out credentials for one service account and refuses others.
 */
describe("what the program's policies allow", function () {
  this.timeout(60_000);
  let emulator: Emulator;

  before(async function () {
    this.timeout(75 * 60_000);
    emulator = await startEmulator((await ensureTools(["fakecloud"])).tool("fakecloud"));
  });

  after(() => emulator.stop());

  interface Circumstances {
    readonly resource?: string;
    readonly context?: readonly ContextEntry[];
    /** Who calls. */
    readonly caller?: string;
  }

  /** Decision for each action, under one policy alone. */
  async function decisions(
    policy: string,
    actions: readonly string[],
    { resource = "*", context, caller }: Circumstances = {},
  ) {
    const { EvaluationResults = [] } = await new IAMClient(clientConfig(emulator.endpoint)).send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [policy],
        ActionNames: [...actions],
        ResourceArns: [resource],
        ...(caller !== undefined && { CallerArn: caller }),
        ...(context !== undefined && { ContextEntries: [...context] }),
      }),
    );
    return Object.fromEntries(EvaluationResults.map((result) => [result.EvalActionName!, result.EvalDecision!]));
  }

  const each = (actions: readonly string[], decision: string) =>
    Object.fromEntries(actions.map((action) => [action, decision]));

  const inRegion = (region: string): ContextEntry => ({
    ContextKeyName: "aws:RequestedRegion",
    ContextKeyType: "string",
    ContextKeyValues: [region],
  });

  it("the write policy: the five calls of an agent, and no other of X-Ray's", async () => {
    const policy = toJson(writePolicyDocument());
    assert.deepEqual(await decisions(policy, WRITE_ACTIONS), each(WRITE_ACTIONS, "allowed"));
    const others = ["xray:GetTraceSummaries", "xray:PutEncryptionConfig", "xray:DeleteSamplingRule", "sts:AssumeRole"];
    assert.deepEqual(await decisions(policy, others), each(others, "implicitDeny"));
  });

  it("a policy for an X-Ray ARN would allow none of them: this test can fail", async () => {
    const policy = toJson(writePolicyDocument()).replace(
      '"Resource":"*"',
      '"Resource":"arn:aws:xray:us-east-1:123456789012:*"',
    );
    assert.deepEqual(await decisions(policy, WRITE_ACTIONS), each(WRITE_ACTIONS, "implicitDeny"));
  });

  it("iam.restrictRegion: the five calls in the stack's region only", async () => {
    const policy = toJson(writePolicyDocument("us-east-1"));
    assert.deepEqual(
      await decisions(policy, WRITE_ACTIONS, { context: [inRegion("us-east-1")] }),
      each(WRITE_ACTIONS, "allowed"),
    );
    assert.deepEqual(
      await decisions(policy, WRITE_ACTIONS, { context: [inRegion("eu-west-3")] }),
      each(WRITE_ACTIONS, "implicitDeny"),
    );
    assert.deepEqual(await decisions(policy, WRITE_ACTIONS), each(WRITE_ACTIONS, "implicitDeny"));
  });

  it("the read policy: looks at traces, alarms and the dashboard, and changes nothing", async () => {
    const policy = toJson(readPolicyDocument(AGENT));
    const reads = ["xray:GetTraceSummaries", "xray:BatchGetTraces", "xray:GetGroups", "cloudwatch:DescribeAlarms"];
    assert.deepEqual(await decisions(policy, reads), each(reads, "allowed"));
    const writes = [
      ...["xray:PutTraceSegments", "xray:CreateGroup", "xray:UpdateSamplingRule", "xray:PutEncryptionConfig"],
      ...["cloudwatch:DeleteAlarms", "cloudwatch:PutDashboard", "iam:PutRolePolicy", "sts:AssumeRole"],
    ];
    assert.deepEqual(await decisions(policy, writes), each(writes, "implicitDeny"));
  });

  it("the read policy asks IAM about the agent's role, and about no other", async () => {
    const policy = toJson(readPolicyDocument(AGENT));
    const ask = ["iam:SimulatePrincipalPolicy", "iam:GetRole"];
    assert.deepEqual(await decisions(policy, ask, { resource: AGENT }), each(ask, "allowed"));
    assert.deepEqual(await decisions(policy, ask, { resource: `${AGENT}2` }), each(ask, "implicitDeny"));
  });

  it("the X-Ray endpoint of a new network: every call of X-Ray, by principals of the named accounts only", async () => {
    // The evaluator takes policies of identities, which name no principal: here everybody is meant.
    const { Statement, ...document } = xrayEndpointPolicy(["123456789012", "333333333333"]);
    const identityPolicy = Statement.map(({ Principal, ...statement }) => {
      assert.equal(Principal, "*");
      return statement;
    });
    const by = (account: string): Circumstances => ({ caller: `arn:aws:iam::${account}:user/somebody` });
    const policy = toJson({ ...document, Statement: identityPolicy });
    // The agent's, what Pulumi needs from inside of the network, and what people look at.
    const calls = [...WRITE_ACTIONS, "xray:CreateSamplingRule", "xray:TagResource", "xray:GetTraceSummaries"];
    for (const account of ["123456789012", "333333333333"]) {
      assert.deepEqual(await decisions(policy, calls, by(account)), each(calls, "allowed"));
    }
    assert.deepEqual(await decisions(policy, calls, by("210987654321")), each(calls, "implicitDeny"));
    const other = ["logs:PutLogEvents"];
    assert.deepEqual(await decisions(policy, other, by("123456789012")), each(other, "implicitDeny"));
  });
});
