import assert from "node:assert/strict";
import { emulatorEnv } from "../../../../local/aws.ts";
import { AwsProvider, resourceTypes } from "../../../../local/plugins/aws/provider.ts";
import { isRecord, plainProperties } from "../../../../local/plugins/properties.ts";
import { evaluate } from "../../../../offline/evaluate.ts";
import type { Overrides } from "../../../../offline/stack-config.ts";
import { awsRecorder } from "../../aws-recorder.ts";
import { setEnv } from "../../../support/env.ts";

/** One after the other: Pulumi's mocks are one for the process. */
async function inTurn<A, B>(items: readonly A[], run: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

/** Inputs as a provider gets them: the program's tests mark a secret as `{ secret: value }`. */
function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isRecord(value)) return value;
  if (Object.keys(value).length === 1 && "secret" in value) return revealed(value.secret);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revealed(member)]));
}

/** The local stack as it is, and with each switch that makes something else. */
const WAYS: readonly Overrides[] = [
  {},
  {
    "pmp-xray:groups": { insights: true, insightsNotifications: true },
    "pmp-xray:alarms": { email: "on-call@example.com" },
    "pmp-xray:account": {
      encryptionKeyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
      transactionSearch: {},
    },
  },
  {
    "pmp-xray:cluster": { name: "pmp-cluster", mode: "existing" },
    "pmp-xray:identity": "podIdentity",
    "pmp-xray:agent": { kind: "otelCollector", assumeRoleArn: "arn:aws:iam::210987654321:role/pmp-xray-receiver" },
    "pmp-xray:iam": { permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" },
  },
];

/** The same for the local stack on ECS. */
const ECS_WAYS: readonly Overrides[] = [
  {},
  {
    "pmp-xray:ecs": {
      cluster: { mode: "new", containerInsights: "enhanced" },
      network: {
        mode: "existing",
        vpcId: "vpc-0123456789abcdef0",
        subnetIds: ["subnet-0123456789abcdef0"],
        securityGroupIds: ["sg-0123456789abcdef0"],
        assignPublicIp: true,
        // As in the local stack: these subnets do not exist.
        checkWayOut: false,
      },
      logs: {
        retentionDays: 7,
        kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
      },
      exec: true,
      rollbackOnFaults: true,
    },
  },
];

async function evaluations(): Promise<Awaited<ReturnType<typeof evaluate>>[]> {
  return [
    ...(await inTurn(WAYS, (overrides) => evaluate("local", { overrides }))),
    ...(await inTurn(ECS_WAYS, (overrides) => evaluate("local-ecs", { overrides }))),
  ];
}

describe("local/plugins/aws and the program", () => {
  it("takes every AWS resource of the local stacks, with every input and switch, and knows no type that is not used", async () => {
    const provider = new AwsProvider("7.48.0");
    const ofAws = (await evaluations()).flatMap(({ resources }) =>
      resources.filter(({ type }) => type.startsWith("aws:")),
    );
    for (const { urn, name, inputs } of ofAws) {
      const { failures } = await provider.check(urn, {}, revealed(inputs));
      assert.deepEqual(failures, [], name);
    }
    assert.deepEqual(Object.keys(resourceTypes).sort(), [...new Set(ofAws.map(({ type }) => type))].sort());
  });

  it("answers every function that the local stack calls", async () => {
    const provider = new AwsProvider("7.48.0");
    const calls = (await evaluations()).flatMap((evaluation) => evaluation.calls);
    const tokens = [...new Set(calls.map(({ token }) => token).filter((token) => token.startsWith("aws:")))];
    assert.ok(tokens.length > 0);
    const aws = await awsRecorder();
    const cluster = { identity: { oidc: { issuer: "https://issuer.example.com" } } };
    aws.answer({
      "sts GetCallerIdentity": { output: { Account: "123456789012", Arn: "arn:me", UserId: "U" } },
      "eks GET /clusters/pmp-cluster": { output: { cluster } },
    });
    const restore = setEnv(emulatorEnv(aws.url));
    try {
      for (const token of tokens) {
        const answer = await provider.invoke(token, { name: "pmp-cluster" });
        assert.ok(Object.keys(plainProperties(answer.outputs)).length > 0);
      }
    } finally {
      restore();
    }
  });
});
