import assert from "node:assert/strict";
import type * as aws from "@pulumi/aws";
import fc from "fast-check";
import {
  completeRule,
  fromPulumiRule,
  LIMITS,
  parseXRayRules,
  toPulumiRule,
  type SamplingRuleArgs,
  type XRaySamplingRule,
} from "@pmp/sampling";

const text = (max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom("a", "/", "*", "?"), minLength: 1, maxLength: max });

const rules: fc.Arbitrary<XRaySamplingRule> = fc
  .record(
    {
      RuleName: text(LIMITS.ruleName),
      Priority: fc.integer(LIMITS.priority),
      FixedRate: fc.double({ min: 0, max: 1, noNaN: true }),
      URLPath: text(LIMITS.urlPath),
      Attributes: fc.dictionary(text(3), text(3), { minKeys: 1, maxKeys: 5 }),
      SamplingRateBoost: fc.record({
        MaxRate: fc.double({ min: 0, max: 1, noNaN: true }),
        CooldownWindowMinutes: fc.integer(LIMITS.cooldownMinutes),
      }),
    },
    { requiredKeys: ["RuleName", "Priority", "FixedRate"] },
  )
  .map(completeRule);

describe("the table of a rule's members", () => {
  it("spells each member, the ones of a boost too, as Pulumi does", () => {
    const rule = completeRule({
      RuleName: "a",
      Priority: 1,
      FixedRate: 0.1,
      Attributes: { URLPath: "kept" },
      SamplingRateBoost: { MaxRate: 0.5, CooldownWindowMinutes: 10 },
    });
    const args: SamplingRuleArgs & aws.xray.SamplingRuleArgs = toPulumiRule(rule);
    assert.deepEqual(args, {
      ruleName: "a",
      resourceArn: "*",
      priority: 1,
      fixedRate: 0.1,
      reservoirSize: 0,
      serviceName: "*",
      serviceType: "*",
      host: "*",
      httpMethod: "*",
      urlPath: "*",
      version: 1,
      attributes: { URLPath: "kept" },
      samplingRateBoost: { maxRate: 0.5, cooldownWindowMinutes: 10 },
    });
  });

  it("has the spellings of a rule say the same, and the reader accept it", () => {
    fc.assert(
      fc.property(rules, (rule) => {
        assert.deepEqual(fromPulumiRule(toPulumiRule(rule)), rule);
        assert.deepEqual(parseXRayRules([JSON.parse(JSON.stringify(rule))]), [JSON.parse(JSON.stringify(rule))]);
      }),
    );
  });
});
