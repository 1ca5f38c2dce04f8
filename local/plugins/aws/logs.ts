import * as logs from "@aws-sdk/client-cloudwatch-logs";
import { z } from "zod";
import type { Properties } from "../properties.ts";
import { ignoreMissing, required, resourceType } from "./resource.ts";

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
