import * as logs from "@aws-sdk/client-cloudwatch-logs";
import { z } from "zod";
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
