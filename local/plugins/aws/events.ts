import * as eventbridge from "@aws-sdk/client-eventbridge";
import { z } from "zod";
import { ignoreMissing, required, resourceType, retag, tagList, tagsSchema } from "./resource.ts";

const client = new eventbridge.EventBridgeClient({});

const ruleInputs = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  eventPattern: z.string(),
  tags: tagsSchema,
});

async function putRule(inputs: z.infer<typeof ruleInputs>, tags: eventbridge.Tag[]): Promise<string> {
  const { RuleArn } = await client.send(
    new eventbridge.PutRuleCommand({
      Name: inputs.name,
      Description: inputs.description,
      EventPattern: inputs.eventPattern,
      ...(tags.length > 0 && { Tags: tags }),
    }),
  );
  return required(RuleArn, "rule ARN");
}

export const eventRule = resourceType({
  schema: ruleInputs,
  replaceOn: ["name"],
  async create(inputs) {
    return { id: inputs.name, outputs: { arn: await putRule(inputs, tagList(inputs.tags)) } };
  },
  async update(_name, inputs, before) {
    // PutRule ignores the tags of a rule that exists.
    const ResourceARN = await putRule(inputs, []);
    await retag(before.tags, inputs.tags, {
      tag: (Tags) => client.send(new eventbridge.TagResourceCommand({ ResourceARN, Tags })),
      untag: (TagKeys) => client.send(new eventbridge.UntagResourceCommand({ ResourceARN, TagKeys })),
    });
    return { arn: ResourceARN };
  },
  async delete(name) {
    await ignoreMissing(client.send(new eventbridge.DeleteRuleCommand({ Name: name })));
  },
});

/** The real provider's ids are opaque; this one contains the data for a delete. Rules here have one target. */
const TARGET = "target";

export const eventTarget = resourceType({
  schema: z.strictObject({ rule: z.string(), arn: z.string() }),
  replaceOn: [],
  async create({ rule, arn }) {
    await client.send(new eventbridge.PutTargetsCommand({ Rule: rule, Targets: [{ Id: TARGET, Arn: arn }] }));
    return { id: rule, outputs: {} };
  },
  async delete(rule) {
    await ignoreMissing(client.send(new eventbridge.RemoveTargetsCommand({ Rule: rule, Ids: [TARGET] })));
  },
});
