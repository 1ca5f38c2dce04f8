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
