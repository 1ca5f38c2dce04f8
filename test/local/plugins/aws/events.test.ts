import assert from "node:assert/strict";
import { denied, missing, typeUnderTest } from "./support.ts";

describe("local/plugins/aws/events", () => {
  describe("rule", () => {
    const rule = typeUnderTest("aws:cloudwatch/eventRule:EventRule");
    const arn = "arn:aws:events:us-east-1:123456789012:rule/insights";
    const inputs = { name: "insights", description: "d", eventPattern: "{}", tags: { team: "a" } };
    const fields = { Name: "insights", Description: "d", EventPattern: "{}" };

    it("is put, and known by its name", async () => {
      rule.answer({ "events PutRule": { output: { RuleArn: arn } } });
      assert.deepEqual(await rule.create(inputs), { id: "insights", outs: { ...inputs, arn } });
      assert.deepEqual(rule.calls(), [
        { call: "events PutRule", input: { ...fields, Tags: [{ Key: "team", Value: "a" }] } },
      ]);
    });

    it("is put again when it changes, with its tags by a call of their own", async () => {
      rule.answer({ "events PutRule": { output: { RuleArn: arn } } });
      await rule.update("insights", inputs, { ...inputs, eventPattern: "[]", tags: { team: "b" } });
      assert.deepEqual(rule.calls(), [
        { call: "events PutRule", input: { ...fields, EventPattern: "[]" } },
        { call: "events TagResource", input: { ResourceARN: arn, Tags: [{ Key: "team", Value: "b" }] } },
      ]);
    });

    it("is deleted, and may be gone already", async () => {
      await rule.delete("insights");
      assert.deepEqual(rule.calls(), [{ call: "events DeleteRule", input: { Name: "insights" } }]);
      rule.answer({ "events DeleteRule": missing.events });
      await rule.delete("insights");
      rule.answer({ "events DeleteRule": denied });
      await assert.rejects(rule.delete("insights"), /not authorized/);
    });
  });

  describe("target", () => {
    const target = typeUnderTest("aws:cloudwatch/eventTarget:EventTarget");
    const arn = "arn:aws:sns:us-east-1:123456789012:alarms";

    it("is put, and removed", async () => {
      assert.equal((await target.create({ rule: "insights", arn })).id, "insights");
      await target.delete("insights");
      assert.deepEqual(target.calls(), [
        { call: "events PutTargets", input: { Rule: "insights", Targets: [{ Id: "target", Arn: arn }] } },
        { call: "events RemoveTargets", input: { Rule: "insights", Ids: ["target"] } },
      ]);
    });

    it("may be gone already", async () => {
      target.answer({ "events RemoveTargets": missing.events });
      await target.delete("insights");
      target.answer({ "events RemoveTargets": denied });
      await assert.rejects(target.delete("insights"), /not authorized/);
    });
  });
});
