import * as xray from "@aws-sdk/client-xray";
import { fromPulumiRule, toPulumiRule, type XRaySamplingRule } from "@pmp/sampling";
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

const samplingRuleInputs = z.strictObject({
  ruleName: z.string(),
  priority: z.number(),
  fixedRate: z.number(),
  reservoirSize: z.number(),
  host: z.string(),
  httpMethod: z.string(),
  resourceArn: z.string(),
  serviceName: z.string(),
  serviceType: z.string(),
  urlPath: z.string(),
  version: z.literal(1),
  attributes: z.record(z.string(), z.string()).optional(),
  tags: tagsSchema,
});

/** The rule in X-Ray's spelling; tags are given apart. */
function ruleOf({ attributes, ...rest }: z.infer<typeof samplingRuleInputs>): XRaySamplingRule {
  return fromPulumiRule({ ...rest, ...(attributes !== undefined && { attributes }) });
}

export const samplingRule = resourceType({
  schema: samplingRuleInputs,
  replaceOn: ["ruleName"],
  async create(inputs) {
    const { SamplingRuleRecord } = await client.send(
      new xray.CreateSamplingRuleCommand({
        SamplingRule: ruleOf(inputs),
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = required(SamplingRuleRecord?.SamplingRule?.RuleARN, "sampling rule ARN");
    return { id: inputs.ruleName, outputs: { arn } };
  },
  async update(_name, inputs, before) {
    // X-Ray keeps omitted members, so an empty map removes the attributes.
    const update = { ...ruleOf(inputs), Version: undefined, Attributes: inputs.attributes ?? {} };
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
