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

describe("local/plugins/aws/sns topic policy", () => {
  const policy = typeUnderTest("aws:sns/topicPolicy:TopicPolicy");
  const arn = "arn:aws:sns:us-east-1:123456789012:alarms";
  const call = (text: string) => ({
    call: "sns SetTopicAttributes",
    input: { TopicArn: arn, AttributeName: "Policy", AttributeValue: text },
  });

  it("is set, and set anew", async () => {
    assert.equal((await policy.create({ arn, policy: "{}" })).id, arn);
    await policy.update(arn, { arn, policy: "{}" }, { arn, policy: '{"a":1}' });
    assert.deepEqual(policy.calls(), [call("{}"), call('{"a":1}')]);
  });

  it("goes with its topic", async () => {
    await policy.delete(arn);
    assert.deepEqual(policy.calls(), []);
  });
});

describe("local/plugins/aws/sns subscription", () => {
  const subscription = typeUnderTest("aws:sns/topicSubscription:TopicSubscription");
  const topic = "arn:aws:sns:us-east-1:123456789012:alarms";
  const arn = `${topic}:1`;
  const inputs = { topic, protocol: "email", endpoint: "on-call@example.com" };

  it("is made, and known by its ARN also before it is confirmed", async () => {
    subscription.answer({ "sns Subscribe": { output: { SubscriptionArn: arn } } });
    assert.deepEqual(await subscription.create(inputs), { id: arn, outs: { ...inputs, arn } });
    assert.deepEqual(subscription.calls(), [
      {
        call: "sns Subscribe",
        input: { TopicArn: topic, Protocol: "email", Endpoint: "on-call@example.com", ReturnSubscriptionArn: "true" },
      },
    ]);
  });

  it("is taken back, and may be gone already", async () => {
    await subscription.delete(arn);
    assert.deepEqual(subscription.calls(), [{ call: "sns Unsubscribe", input: { SubscriptionArn: arn } }]);
    subscription.answer({ "sns Unsubscribe": missing.sns });
    await subscription.delete(arn);
    subscription.answer({ "sns Unsubscribe": denied });
    await assert.rejects(subscription.delete(arn), /not authorized/);
  });
});
