import assert from "node:assert/strict";
import { denied, missing, typeUnderTest } from "./support.ts";

describe("local/plugins/aws/sns topic", () => {
  const topic = typeUnderTest("aws:sns/topic:Topic");
  const arn = "arn:aws:sns:us-east-1:123456789012:alarms";
  const created = { "sns CreateTopic": { output: { TopicArn: arn } } };

  it("is created, and known by its ARN", async () => {
    topic.answer(created);
    const inputs = { name: "alarms", displayName: "Alarms", kmsMasterKeyId: "alias/aws/sns", tags: { team: "a" } };
    assert.deepEqual(await topic.create(inputs), { id: arn, outs: { ...inputs, arn } });
    assert.deepEqual(topic.calls(), [
      {
        call: "sns CreateTopic",
        input: {
          Name: "alarms",
          Attributes: [
            { key: "DisplayName", value: "Alarms" },
            { key: "KmsMasterKeyId", value: "alias/aws/sns" },
          ],
          Tags: [{ Key: "team", Value: "a" }],
        },
      },
    ]);
  });

  it("needs no more than a name", async () => {
    topic.answer(created);
    await topic.create({ name: "alarms" });
    assert.equal(topic.calls()[0]!.input.Name, "alarms");
  });

  it("is deleted, and may be gone already", async () => {
    await topic.delete(arn);
    assert.deepEqual(topic.calls(), [{ call: "sns DeleteTopic", input: { TopicArn: arn } }]);
    topic.answer({ "sns DeleteTopic": missing.sns });
    await topic.delete(arn);
    topic.answer({ "sns DeleteTopic": denied });
    await assert.rejects(topic.delete(arn), /not authorized/);
  });
});
