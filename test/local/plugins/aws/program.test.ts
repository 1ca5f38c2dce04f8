import assert from "node:assert/strict";
import { emulatorEnv } from "../../../../local/aws.ts";
import { AwsProvider, resourceTypes } from "../../../../local/plugins/aws/provider.ts";
import { isRecord, plainProperties } from "../../../../local/plugins/properties.ts";
import { evaluate } from "../../../program/support/evaluate.ts";
import { awsRecorder } from "../../aws-recorder.ts";
import { setEnv } from "../../support.ts";

/** Inputs as a provider gets them: the program's tests mark a secret as `{ secret: value }`. */
function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isRecord(value)) return value;
  if (Object.keys(value).length === 1 && "secret" in value) return revealed(value.secret);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revealed(member)]));
}

describe("local/plugins/aws and the program", () => {
  it("takes every AWS resource of the local stack, with every input, and knows no type that is not used", async () => {
    const provider = new AwsProvider("7.48.0");
    const { resources } = await evaluate("local");
    const ofAws = resources.filter(({ type }) => type.startsWith("aws:"));
    for (const { urn, name, inputs } of ofAws) {
      const { failures } = await provider.check(urn, {}, revealed(inputs));
      assert.deepEqual(failures, [], name);
    }
    assert.deepEqual(Object.keys(resourceTypes).sort(), [...new Set(ofAws.map(({ type }) => type))].sort());
  });

  it("answers every function that the local stack calls", async () => {
    const provider = new AwsProvider("7.48.0");
    const { calls } = await evaluate("local");
    const tokens = [...new Set(calls.map(({ token }) => token).filter((token) => token.startsWith("aws:")))];
    assert.ok(tokens.length > 0);
    const aws = await awsRecorder();
    aws.answer({ "sts GetCallerIdentity": { output: { Account: "123456789012", Arn: "arn:me", UserId: "U" } } });
    const restore = setEnv(emulatorEnv(aws.url));
    try {
      for (const token of tokens)
        assert.ok(Object.keys(plainProperties((await provider.invoke(token)).outputs)).length > 0);
    } finally {
      restore();
    }
  });
});
