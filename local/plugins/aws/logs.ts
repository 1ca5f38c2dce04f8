import * as logs from "@aws-sdk/client-cloudwatch-logs";
import { z } from "zod";
import type { Properties } from "../properties.ts";
import { ignoreMissing, required, resourceType, retag, tagsSchema } from "./resource.ts";

const client = new logs.CloudWatchLogsClient({});

const resourcePolicyInputs = z.strictObject({ policyName: z.string(), policyDocument: z.string() });

async function putResourcePolicy({ policyName, policyDocument }: z.infer<typeof resourcePolicyInputs>): Promise<void> {
  await client.send(new logs.PutResourcePolicyCommand({ policyName, policyDocument }));
}

export const logResourcePolicy = resourceType({
  schema: resourcePolicyInputs,
  replaceOn: ["policyName"],
  async create(inputs) {
    await putResourcePolicy(inputs);
    return { id: inputs.policyName, outputs: {} };
  },
  async update(_name, inputs) {
    await putResourcePolicy(inputs);
    return {};
  },
  async delete(policyName) {
    await ignoreMissing(client.send(new logs.DeleteResourcePolicyCommand({ policyName })));
  },
});

export const queryDefinition = resourceType({
  schema: z.strictObject({ name: z.string(), logGroupNames: z.array(z.string()), queryString: z.string() }),
  replaceOn: [],
  async create(inputs) {
    const { queryDefinitionId } = await client.send(new logs.PutQueryDefinitionCommand(inputs));
    const id = required(queryDefinitionId, "query definition id");
    return { id, outputs: { queryDefinitionId: id } };
  },
  async update(queryDefinitionId, inputs) {
    await client.send(new logs.PutQueryDefinitionCommand({ ...inputs, queryDefinitionId }));
    return { queryDefinitionId };
  },
  async delete(queryDefinitionId) {
    await ignoreMissing(client.send(new logs.DeleteQueryDefinitionCommand({ queryDefinitionId })));
  },
});

export const logGroup = resourceType({
  schema: z.strictObject({
    name: z.string(),
    retentionInDays: z.number().optional(),
    kmsKeyId: z.string().optional(),
    tags: tagsSchema,
  }),
  replaceOn: ["name"],
  async create({ name: logGroupName, retentionInDays, kmsKeyId, tags }) {
    await client.send(new logs.CreateLogGroupCommand({ logGroupName, kmsKeyId, ...(tags !== undefined && { tags }) }));
    await setRetention(logGroupName, retentionInDays);
    return { id: logGroupName, outputs: { arn: await arnOf(logGroupName) } };
  },
  async update(logGroupName, { retentionInDays, kmsKeyId, tags }, before) {
    if (retentionInDays !== before.retentionInDays) await setRetention(logGroupName, retentionInDays);
    if (kmsKeyId !== before.kmsKeyId) {
      await (kmsKeyId === undefined
        ? client.send(new logs.DisassociateKmsKeyCommand({ logGroupName }))
        : client.send(new logs.AssociateKmsKeyCommand({ logGroupName, kmsKeyId })));
    }
    const resourceArn = await arnOf(logGroupName);
    await retag(before.tags, tags, {
      tag: (list) =>
        client.send(
          new logs.TagResourceCommand({
            resourceArn,
            tags: Object.fromEntries(list.map(({ Key, Value }) => [Key, Value])),
          }),
        ),
      untag: (tagKeys) => client.send(new logs.UntagResourceCommand({ resourceArn, tagKeys })),
    });
    return { arn: resourceArn };
  },
  async delete(logGroupName) {
    await ignoreMissing(client.send(new logs.DeleteLogGroupCommand({ logGroupName })));
  },
});

/** As the real provider gives it: CloudWatch Logs adds `:*` for its streams. */
async function arnOf(logGroupName: string): Promise<string> {
  return String((await getLogGroup(logGroupName)).arn).replace(/:\*$/, "");
}

async function setRetention(logGroupName: string, retentionInDays: number | undefined): Promise<void> {
  await (retentionInDays === undefined
    ? client.send(new logs.DeleteRetentionPolicyCommand({ logGroupName }))
    : client.send(new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays })));
}

/** The log groups with this name prefix. */
export async function getLogGroups(logGroupNamePrefix: string): Promise<Properties> {
  const { logGroups = [] } = await client.send(new logs.DescribeLogGroupsCommand({ logGroupNamePrefix }));
  return {
    id: logGroupNamePrefix,
    logGroupNamePrefix,
    logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
    arns: logGroups.map(({ arn }) => arn),
  };
}

/**
 * One log group. Its retention is 0 when it is kept for ever.
 *
 * @throws Error when there is none, as the provider does
 */
export async function getLogGroup(name: string): Promise<Properties> {
  const { logGroups = [] } = await client.send(new logs.DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const found = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (found === undefined) throw new Error(`there is no log group ${name}`);
  return { id: name, name, arn: found.arn, retentionInDays: found.retentionInDays ?? 0 };
}
