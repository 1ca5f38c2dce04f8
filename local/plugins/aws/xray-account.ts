import * as xray from "@aws-sdk/client-xray";
import { z } from "zod";
import { resourceType } from "./resource.ts";

/**
 * X-Ray's switches of a whole account and region. They always have a value, so deleting one means going back to X-Ray's
 * own.
 */

const client = new xray.XRayClient({});

const encryptionInputs = z.strictObject({ type: z.enum(["KMS", "NONE"]), keyId: z.string().optional() });

async function putEncryption({ type, keyId }: z.infer<typeof encryptionInputs>): Promise<void> {
  await client.send(new xray.PutEncryptionConfigCommand({ Type: type, KeyId: keyId }));
}

export const encryptionConfig = resourceType({
  schema: encryptionInputs,
  replaceOn: [],
  async create(inputs) {
    await putEncryption(inputs);
    return { id: "encryption", outputs: {} };
  },
  async update(_id, inputs) {
    await putEncryption(inputs);
    return {};
  },
  async delete() {
    await putEncryption({ type: "NONE" });
  },
});

export const traceSegmentDestination = resourceType({
  schema: z.strictObject({ destination: z.enum(["XRay", "CloudWatchLogs"]) }),
  replaceOn: [],
  async create({ destination }) {
    await client.send(new xray.UpdateTraceSegmentDestinationCommand({ Destination: destination }));
    return { id: "destination", outputs: {} };
  },
  // As the official provider: the setting is kept.
  delete: () => Promise.resolve(),
});

const indexingInputs = z.strictObject({
  name: z.literal("Default"),
  rule: z.strictObject({ probabilistic: z.strictObject({ desiredSamplingPercentage: z.number() }) }),
});

async function updateIndexing({ name, rule }: z.infer<typeof indexingInputs>): Promise<void> {
  const { desiredSamplingPercentage } = rule.probabilistic;
  await client.send(
    new xray.UpdateIndexingRuleCommand({
      Name: name,
      Rule: { Probabilistic: { DesiredSamplingPercentage: desiredSamplingPercentage } },
    }),
  );
}

export const indexingRule = resourceType({
  schema: indexingInputs,
  replaceOn: ["name"],
  async create(inputs) {
    await updateIndexing(inputs);
    return { id: inputs.name, outputs: {} };
  },
  async update(_name, inputs) {
    await updateIndexing(inputs);
    return {};
  },
  // As the official provider: the rule is X-Ray's own and is kept.
  delete: () => Promise.resolve(),
});
