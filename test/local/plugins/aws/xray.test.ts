import assert from "node:assert/strict";
import type { Properties } from "../../../../local/plugins/properties.ts";
import { denied, missing, typeUnderTest } from "./support.ts";

function without(inputs: Properties, ...names: string[]): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !names.includes(name)));
}

describe("local/plugins/aws/xray", () => {
  describe("sampling rule", () => {
    const rule = typeUnderTest("aws:xray/samplingRule:SamplingRule");
    const arn = "arn:aws:xray:us-east-1:123456789012:sampling-rule/pmp-api-stripe";
    const record = { output: { SamplingRuleRecord: { SamplingRule: { RuleARN: arn } } } };
    const inputs = {
      ruleName: "pmp-api-stripe",
      priority: 1000,
      fixedRate: 0.5,
      reservoirSize: 2,
      host: "h*",
      httpMethod: "POST",
      resourceArn: "*",
      serviceName: "pmp-api",
      serviceType: "AWS::EKS::Container",
      urlPath: "/api/stripe*",
      version: 1,
      attributes: { user: "a*" },
      tags: { team: "a" },
    };
    const fields = {
      RuleName: "pmp-api-stripe",
      Priority: 1000,
      FixedRate: 0.5,
      ReservoirSize: 2,
      Host: "h*",
      HTTPMethod: "POST",
      ResourceARN: "*",
      ServiceName: "pmp-api",
      ServiceType: "AWS::EKS::Container",
      URLPath: "/api/stripe*",
      Attributes: { user: "a*" },
    };

    it("is created with every field, and known by its name", async () => {
      rule.answer({ "xray CreateSamplingRule": record });
      assert.deepEqual(await rule.create(inputs), { id: inputs.ruleName, outs: { ...inputs, arn } });
      assert.deepEqual(rule.calls(), [
        {
          call: "xray CreateSamplingRule",
          input: { SamplingRule: { ...fields, Version: 1 }, Tags: [{ Key: "team", Value: "a" }] },
        },
      ]);
    });

    it("is read as X-Ray has it, so that a refresh sees what others changed, or that it is gone", async () => {
      const found = { ...fields, FixedRate: 0.9, Attributes: {}, RuleARN: arn };
      const answer = (...rules: object[]) =>
        rule.answer({
          "xray GetSamplingRules": { output: { SamplingRuleRecords: rules.map((SamplingRule) => ({ SamplingRule })) } },
        });
      answer({ ...fields, RuleName: "other", FixedRate: 0 }, found);
      const state = { ...without(inputs, "attributes"), arn };
      assert.deepEqual(await rule.read(inputs.ruleName, state), {
        id: inputs.ruleName,
        props: { ...state, fixedRate: 0.9 },
      });
      answer({ ...fields, RuleName: "other" });
      assert.deepEqual(await rule.read(inputs.ruleName, state), { id: "", props: {} });
    });

    it("is updated in place, without the version, which an update does not take", async () => {
      rule.answer({ "xray UpdateSamplingRule": record });
      const outs = await rule.update(inputs.ruleName, inputs, { ...inputs, fixedRate: 0.25, priority: 900 });
      assert.equal(outs.arn, arn);
      assert.deepEqual(rule.calls(), [
        {
          call: "xray UpdateSamplingRule",
          input: { SamplingRuleUpdate: { ...fields, FixedRate: 0.25, Priority: 900 } },
        },
      ]);
    });

    it("loses attributes and tags that are gone", async () => {
      rule.answer({ "xray UpdateSamplingRule": record });
      await rule.update(inputs.ruleName, inputs, without(inputs, "attributes", "tags"));
      assert.deepEqual(rule.calls(), [
        { call: "xray UpdateSamplingRule", input: { SamplingRuleUpdate: { ...fields, Attributes: {} } } },
        { call: "xray UntagResource", input: { ResourceARN: arn, TagKeys: ["team"] } },
      ]);
    });

    it("gets changed tags by a call of their own", async () => {
      rule.answer({ "xray UpdateSamplingRule": record });
      await rule.update(inputs.ruleName, inputs, { ...inputs, tags: { team: "b" } });
      assert.deepEqual(rule.calls()[1], {
        call: "xray TagResource",
        input: { ResourceARN: arn, Tags: [{ Key: "team", Value: "b" }] },
      });
    });

    it("is deleted by its name, and may be gone already", async () => {
      await rule.delete(inputs.ruleName);
      assert.deepEqual(rule.calls(), [{ call: "xray DeleteSamplingRule", input: { RuleName: inputs.ruleName } }]);
      rule.answer({ "xray DeleteSamplingRule": missing.xray });
      await rule.delete(inputs.ruleName);
      rule.answer({ "xray DeleteSamplingRule": denied });
      await assert.rejects(rule.delete(inputs.ruleName), /not authorized/);
    });
  });

  describe("group", () => {
    const group = typeUnderTest("aws:xray/group:Group");
    const arn = "arn:aws:xray:us-east-1:123456789012:group/pmp-api-faults/ABC";
    const inputs = {
      groupName: "pmp-api-faults",
      filterExpression: `service("pmp-api") { fault }`,
      insightsConfiguration: { insightsEnabled: true, notificationsEnabled: false },
      tags: { team: "a" },
    };

    it("is created, and known by its ARN", async () => {
      group.answer({ "xray CreateGroup": { output: { Group: { GroupARN: arn } } } });
      assert.deepEqual(await group.create(inputs), { id: arn, outs: { ...inputs, arn } });
      assert.deepEqual(group.calls(), [
        {
          call: "xray CreateGroup",
          input: {
            GroupName: "pmp-api-faults",
            FilterExpression: `service("pmp-api") { fault }`,
            InsightsConfiguration: { InsightsEnabled: true, NotificationsEnabled: false },
            Tags: [{ Key: "team", Value: "a" }],
          },
        },
      ]);
    });

    it("is read as X-Ray has it, or as gone", async () => {
      group.answer({ "xray GetGroup": { output: { Group: { GroupARN: arn, FilterExpression: "error" } } } });
      const state = { ...inputs, arn };
      assert.deepEqual(await group.read(arn, state), { id: arn, props: { ...state, filterExpression: "error" } });
      group.answer({ "xray GetGroup": missing.xray });
      assert.deepEqual(await group.read(arn, state), { id: "", props: {} });
      group.answer({ "xray GetGroup": denied });
      await assert.rejects(group.read(arn, state), /not authorized/);
    });

    it("is updated in place, insights and tags among it", async () => {
      await group.update(arn, inputs, {
        ...inputs,
        filterExpression: "fault",
        insightsConfiguration: { insightsEnabled: false, notificationsEnabled: false },
        tags: { squad: "b" },
      });
      assert.deepEqual(group.calls(), [
        {
          call: "xray UpdateGroup",
          input: {
            GroupARN: arn,
            FilterExpression: "fault",
            InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
          },
        },
        { call: "xray TagResource", input: { ResourceARN: arn, Tags: [{ Key: "squad", Value: "b" }] } },
        { call: "xray UntagResource", input: { ResourceARN: arn, TagKeys: ["team"] } },
      ]);
    });

    it("switches insights off where they are gone", async () => {
      await group.update(arn, inputs, without(inputs, "insightsConfiguration"));
      assert.deepEqual(group.calls()[0]!.input.InsightsConfiguration, {
        InsightsEnabled: false,
        NotificationsEnabled: false,
      });
    });

    it("is deleted by its ARN, and may be gone already", async () => {
      await group.delete(arn);
      assert.deepEqual(group.calls(), [{ call: "xray DeleteGroup", input: { GroupARN: arn } }]);
      group.answer({ "xray DeleteGroup": { error: "InvalidRequestException", message: "Group not found." } });
      await group.delete(arn);
      group.answer({ "xray DeleteGroup": { error: "InvalidRequestException", message: "Malformed ARN" } });
      await assert.rejects(group.delete(arn), /Malformed ARN/);
    });
  });
});
