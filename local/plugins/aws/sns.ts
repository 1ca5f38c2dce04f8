import * as sns from "@aws-sdk/client-sns";
import { z } from "zod";
import { ignoreMissing, required, resourceType, tagList, tagsSchema } from "./resource.ts";

const client = new sns.SNSClient({});

export const topic = resourceType({
  schema: z.strictObject({
    name: z.string(),
    displayName: z.string().optional(),
    kmsMasterKeyId: z.string().optional(),
    tags: tagsSchema,
  }),
  replaceOn: [],
  async create(inputs) {
    const attributes: Record<string, string> = {
      ...(inputs.displayName === undefined ? {} : { DisplayName: inputs.displayName }),
      ...(inputs.kmsMasterKeyId === undefined ? {} : { KmsMasterKeyId: inputs.kmsMasterKeyId }),
    };
    const { TopicArn } = await client.send(
      new sns.CreateTopicCommand({ Name: inputs.name, Attributes: attributes, Tags: tagList(inputs.tags) }),
    );
    const arn = required(TopicArn, "topic ARN");
    return { id: arn, outputs: { arn } };
  },
  async delete(arn) {
    await ignoreMissing(client.send(new sns.DeleteTopicCommand({ TopicArn: arn })));
  },
});

const topicPolicyInputs = z.strictObject({ arn: z.string(), policy: z.string() });

async function setPolicy({ arn, policy }: z.infer<typeof topicPolicyInputs>): Promise<void> {
  await client.send(
    new sns.SetTopicAttributesCommand({ TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }),
  );
}

export const topicPolicy = resourceType({
  schema: topicPolicyInputs,
  replaceOn: ["arn"],
  async create(inputs) {
    await setPolicy(inputs);
    return { id: inputs.arn, outputs: {} };
  },
  async update(_arn, inputs) {
    await setPolicy(inputs);
    return {};
  },
  // A topic always has a policy. The official provider puts a default one back; here the topic goes with its policy.
  delete: () => Promise.resolve(),
});

export const topicSubscription = resourceType({
  schema: z.strictObject({ topic: z.string(), protocol: z.string(), endpoint: z.string() }),
  replaceOn: [],
  async create({ topic: TopicArn, protocol: Protocol, endpoint: Endpoint }) {
    const { SubscriptionArn } = await client.send(
      new sns.SubscribeCommand({ TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true }),
    );
    const arn = required(SubscriptionArn, "subscription ARN");
    return { id: arn, outputs: { arn } };
  },
  async delete(SubscriptionArn) {
    await ignoreMissing(client.send(new sns.UnsubscribeCommand({ SubscriptionArn })));
  },
});
