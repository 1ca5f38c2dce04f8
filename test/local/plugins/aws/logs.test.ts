import assert from "node:assert/strict";
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
