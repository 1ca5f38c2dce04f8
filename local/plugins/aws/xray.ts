import * as xray from "@aws-sdk/client-xray";
import {
  fromPulumiRule,
  inPulumi,
  RULE_MEMBERS,
  toPulumiRule,
  type Member,
  type Members,
  type SamplingRuleArgs,
  type XRaySamplingRule,
} from "@pmp/sampling";
import { z } from "zod";
import { ignoreMissing, required, resourceType, retag, tagList, tagsSchema } from "./resource.ts";

const client = new xray.XRayClient({});

/** Calls that set and remove tags of a rule or a group. */
function tagCalls(ResourceARN: string): Parameters<typeof retag>[2] {
  return {
    tag: (Tags) => client.send(new xray.TagResourceCommand({ ResourceARN, Tags })),
    untag: (TagKeys) => client.send(new xray.UntagResourceCommand({ ResourceARN, TagKeys })),
  };
}

/** A member of X-Ray's record in Pulumi's spelling. X-Ray itself checks the limits. */
function memberInput(member: Member): z.ZodType {
  const schema = formInput(member);
  return member.optional === true ? schema.optional() : schema;
}

function formInput(form: Member): z.ZodType {
  switch (form.kind) {
    case "text":
      return z.string();
    case "number":
      return z.number();
    case "pairs":
      return z.record(z.string(), z.string());
    case "constant":
      return z.literal(form.value);
    case "flag":
      return z.boolean();
    case "record":
      return z.strictObject(memberInputs(form.members));
  }
}

function memberInputs(members: Members): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [inPulumi(name, member) ?? name, memberInput(member)]),
  );
}

/** The official resource has no boost. */
const members = Object.fromEntries(Object.entries(RULE_MEMBERS).filter(([name]) => name !== "SamplingRateBoost"));
const samplingRuleInputs = z.strictObject({ ...memberInputs(members), tags: tagsSchema });
type SamplingRuleInputs = SamplingRuleArgs & { readonly tags?: z.infer<typeof tagsSchema> };

export const samplingRule = resourceType<SamplingRuleInputs>({
  schema: samplingRuleInputs as unknown as z.ZodObject & z.ZodType<SamplingRuleInputs>,
  replaceOn: ["ruleName"],
  async create(inputs) {
    const { SamplingRuleRecord } = await client.send(
      new xray.CreateSamplingRuleCommand({
        SamplingRule: fromPulumiRule(inputs),
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = required(SamplingRuleRecord?.SamplingRule?.RuleARN, "sampling rule ARN");
    return { id: inputs.ruleName, outputs: { arn } };
  },
  async update(_name, inputs, before) {
    // X-Ray keeps omitted members, so an empty map removes the attributes.
    const update = { ...fromPulumiRule(inputs), Version: undefined, Attributes: inputs.attributes ?? {} };
    const { SamplingRuleRecord } = await client.send(
      new xray.UpdateSamplingRuleCommand({ SamplingRuleUpdate: update }),
    );
    const arn = required(SamplingRuleRecord?.SamplingRule?.RuleARN, "sampling rule ARN");
    await retag(before.tags, inputs.tags, tagCalls(arn));
    return { arn };
  },
  async delete(name) {
    await ignoreMissing(client.send(new xray.DeleteSamplingRuleCommand({ RuleName: name })));
  },
  async read(name) {
    const { SamplingRuleRecords = [] } = await client.send(new xray.GetSamplingRulesCommand({}));
    const rule = SamplingRuleRecords.find(({ SamplingRule }) => SamplingRule?.RuleName === name)?.SamplingRule;
    if (rule === undefined) return undefined;
    // The name is the id, the version is always 1, and no attributes are an empty map.
    const isOutput = ([key, value]: [string, unknown]): boolean =>
      !["ruleName", "version"].includes(key) && JSON.stringify(value) !== "{}";
    return Object.fromEntries(Object.entries(toPulumiRule(rule as XRaySamplingRule)).filter(isOutput));
  },
});

const groupInputs = z.strictObject({
  groupName: z.string(),
  filterExpression: z.string(),
  insightsConfiguration: z
    .strictObject({ insightsEnabled: z.boolean(), notificationsEnabled: z.boolean().optional() })
    .optional(),
  tags: tagsSchema,
});

function insights(inputs: z.infer<typeof groupInputs>) {
  const { insightsConfiguration } = inputs;
  return insightsConfiguration === undefined
    ? undefined
    : {
        InsightsEnabled: insightsConfiguration.insightsEnabled,
        NotificationsEnabled: insightsConfiguration.notificationsEnabled,
      };
}

export const group = resourceType({
  schema: groupInputs,
  replaceOn: ["groupName"],
  async create(inputs) {
    const { Group } = await client.send(
      new xray.CreateGroupCommand({
        GroupName: inputs.groupName,
        FilterExpression: inputs.filterExpression,
        InsightsConfiguration: insights(inputs),
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = required(Group?.GroupARN, "group ARN");
    return { id: arn, outputs: { arn } };
  },
  async update(arn, inputs, before) {
    await client.send(
      new xray.UpdateGroupCommand({
        GroupARN: arn,
        FilterExpression: inputs.filterExpression,
        // As with rules: omitted members are kept.
        InsightsConfiguration: insights(inputs) ?? { InsightsEnabled: false, NotificationsEnabled: false },
      }),
    );
    await retag(before.tags, inputs.tags, tagCalls(arn));
    return { arn };
  },
  async delete(arn) {
    await ignoreMissing(client.send(new xray.DeleteGroupCommand({ GroupARN: arn })));
  },
  async read(arn) {
    try {
      const { Group } = await client.send(new xray.GetGroupCommand({ GroupARN: arn }));
      return Group && { filterExpression: Group.FilterExpression };
    } catch (error) {
      // X-Ray answers InvalidRequestException for a group that is not there.
      if (error instanceof xray.InvalidRequestException) return undefined;
      throw error;
    }
  },
});
