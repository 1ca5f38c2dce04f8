import assert from "node:assert/strict";
import { typeUnderTest } from "./support.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/1";

describe("local/plugins/aws/xrayAccount", () => {
  describe("encryption", () => {
    const encryption = typeUnderTest("aws:xray/encryptionConfig:EncryptionConfig");
    const put = (input: object) => ({ call: "xray PutEncryptionConfig", input });

    it("is set and changed, and X-Ray's own again when it is deleted", async () => {
      await encryption.create({ type: "KMS", keyId: KEY });
      await encryption.update("encryption", { type: "KMS", keyId: KEY }, { type: "KMS", keyId: `${KEY}2` });
      await encryption.delete("encryption");
      assert.deepEqual(encryption.calls(), [
        put({ Type: "KMS", KeyId: KEY }),
        put({ Type: "KMS", KeyId: `${KEY}2` }),
        put({ Type: "NONE" }),
      ]);
    });
  });

  describe("destination of segments", () => {
    const destination = typeUnderTest("aws:xray/traceSegmentDestination:TraceSegmentDestination");

    it("is set, and stays when it is deleted", async () => {
      await destination.create({ destination: "CloudWatchLogs" });
      await destination.delete("destination");
      assert.deepEqual(destination.calls(), [
        { call: "xray UpdateTraceSegmentDestination", input: { Destination: "CloudWatchLogs" } },
      ]);
    });
  });

  describe("indexing rule", () => {
    const indexing = typeUnderTest("aws:xray/indexingRule:IndexingRule");
    const inputs = (percent: number) => ({
      name: "Default",
      rule: { probabilistic: { desiredSamplingPercentage: percent } },
    });
    const call = (percent: number) => ({
      call: "xray UpdateIndexingRule",
      input: { Name: "Default", Rule: { Probabilistic: { DesiredSamplingPercentage: percent } } },
    });

    it("is set and changed, and stays when it is deleted", async () => {
      assert.equal((await indexing.create(inputs(5))).id, "Default");
      await indexing.update("Default", inputs(5), inputs(7));
      await indexing.delete("Default");
      assert.deepEqual(indexing.calls(), [call(5), call(7)]);
    });
  });
});
