import assert from "node:assert/strict";
import { AwsProvider } from "../../../../local/plugins/aws/provider.ts";
import { plainProperties, type Properties } from "../../../../local/plugins/properties.ts";
import { denied, missing, typeUnderTest } from "./support.ts";

describe("local/plugins/aws/logs", () => {
  describe("resource policy", () => {
    const policy = typeUnderTest("aws:cloudwatch/logResourcePolicy:LogResourcePolicy");
    const inputs = { policyName: "search", policyDocument: "{}" };

    it("is put, put again and deleted", async () => {
      assert.equal((await policy.create(inputs)).id, "search");
      await policy.update("search", inputs, { ...inputs, policyDocument: "[]" });
      await policy.delete("search");
      assert.deepEqual(policy.calls(), [
        { call: "logs PutResourcePolicy", input: inputs },
        { call: "logs PutResourcePolicy", input: { policyName: "search", policyDocument: "[]" } },
        { call: "logs DeleteResourcePolicy", input: { policyName: "search" } },
      ]);
    });

    it("may be gone already", async () => {
      policy.answer({ "logs DeleteResourcePolicy": missing.logs });
      await policy.delete("search");
      policy.answer({ "logs DeleteResourcePolicy": denied });
      await assert.rejects(policy.delete("search"), /not authorized/);
    });
  });

  describe("log group", () => {
    const group = typeUnderTest("aws:cloudwatch/logGroup:LogGroup");
    const inputs = { name: "/ecs/api", retentionInDays: 7, kmsKeyId: "arn:key", tags: { team: "a" } };
    const arn = "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/api";
    const found = {
      "logs DescribeLogGroups": { output: { logGroups: [{ logGroupName: "/ecs/api", arn: `${arn}:*` }] } },
    };
    const changes = () => group.calls().filter(({ call }) => call !== "logs DescribeLogGroups");

    it("is made with its key, tags and retention", async () => {
      group.answer(found);
      assert.deepEqual(await group.create(inputs), { id: "/ecs/api", outs: { ...inputs, arn } });
      assert.deepEqual(changes(), [
        { call: "logs CreateLogGroup", input: { logGroupName: "/ecs/api", kmsKeyId: "arn:key", tags: { team: "a" } } },
        { call: "logs PutRetentionPolicy", input: { logGroupName: "/ecs/api", retentionInDays: 7 } },
      ]);
    });

    it("is changed by one call for each difference", async () => {
      group.answer(found);
      await group.update("/ecs/api", inputs, { name: "/ecs/api", tags: { stage: "b" } });
      assert.deepEqual(changes(), [
        { call: "logs DeleteRetentionPolicy", input: { logGroupName: "/ecs/api" } },
        { call: "logs DisassociateKmsKey", input: { logGroupName: "/ecs/api" } },
        { call: "logs TagResource", input: { resourceArn: arn, tags: { stage: "b" } } },
        { call: "logs UntagResource", input: { resourceArn: arn, tagKeys: ["team"] } },
      ]);
      group.answer(found);
      await group.update("/ecs/api", inputs, { ...inputs, kmsKeyId: "arn:other" });
      assert.deepEqual(changes(), [
        { call: "logs AssociateKmsKey", input: { logGroupName: "/ecs/api", kmsKeyId: "arn:other" } },
      ]);
    });

    it("is deleted, and may be gone already", async () => {
      await group.delete("/ecs/api");
      assert.deepEqual(group.calls(), [{ call: "logs DeleteLogGroup", input: { logGroupName: "/ecs/api" } }]);
      group.answer({ "logs DeleteLogGroup": missing.logs });
      await group.delete("/ecs/api");
      group.answer({ "logs DeleteLogGroup": denied });
      await assert.rejects(group.delete("/ecs/api"), /not authorized/);
    });
  });

  describe("log groups", () => {
    const aws = typeUnderTest("aws:cloudwatch/logResourcePolicy:LogResourcePolicy");
    const invoke = async (name: string, inputs: Properties) =>
      plainProperties((await new AwsProvider("7.48.0").invoke(`aws:cloudwatch/${name}`, inputs)).outputs);
    const spans = { logGroupName: "aws/spans", arn: "arn:spans" };
    const other = { logGroupName: "aws/spans-2", arn: "arn:2", retentionInDays: 30 };

    it("are found by the beginning of their names", async () => {
      aws.answer({ "logs DescribeLogGroups": { output: { logGroups: [spans, other] } } });
      assert.deepEqual(await invoke("getLogGroups:getLogGroups", { logGroupNamePrefix: "aws/spans" }), {
        id: "aws/spans",
        logGroupNamePrefix: "aws/spans",
        logGroupNames: ["aws/spans", "aws/spans-2"],
        arns: ["arn:spans", "arn:2"],
      });
    });

    it("are known by their whole name, and kept for ever or for days", async () => {
      aws.answer({ "logs DescribeLogGroups": { output: { logGroups: [other, spans] } } });
      const of = (name: string) => invoke("getLogGroup:getLogGroup", { name });
      assert.deepEqual(await of("aws/spans"), {
        id: "aws/spans",
        name: "aws/spans",
        arn: "arn:spans",
        retentionInDays: 0,
      });
      assert.equal((await of("aws/spans-2")).retentionInDays, 30);
      await assert.rejects(of("aws/span"), /there is no log group aws\/span$/);
    });
  });

  describe("query definition", () => {
    const query = typeUnderTest("aws:cloudwatch/queryDefinition:QueryDefinition");
    const inputs = { name: "slowest", logGroupNames: ["aws/spans"], queryString: "limit 50" };

    it("is put and known by its id, put again under it, and deleted", async () => {
      query.answer({ "logs PutQueryDefinition": { output: { queryDefinitionId: "q-1" } } });
      assert.deepEqual(await query.create(inputs), { id: "q-1", outs: { ...inputs, queryDefinitionId: "q-1" } });
      await query.update("q-1", inputs, { ...inputs, queryString: "limit 9" });
      await query.delete("q-1");
      // The SDK adds a token of its own to each put.
      const calls = query.calls().map(({ call, input }) => ({ call, input: { ...input, clientToken: "any" } }));
      assert.deepEqual(calls, [
        { call: "logs PutQueryDefinition", input: { ...inputs, clientToken: "any" } },
        {
          call: "logs PutQueryDefinition",
          input: { ...inputs, queryString: "limit 9", queryDefinitionId: "q-1", clientToken: "any" },
        },
        { call: "logs DeleteQueryDefinition", input: { queryDefinitionId: "q-1", clientToken: "any" } },
      ]);
    });

    it("may be gone already", async () => {
      query.answer({ "logs DeleteQueryDefinition": missing.logs });
      await query.delete("q-1");
      query.answer({ "logs DeleteQueryDefinition": denied });
      await assert.rejects(query.delete("q-1"), /not authorized/);
    });
  });
});
