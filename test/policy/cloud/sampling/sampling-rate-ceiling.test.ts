import assert from "node:assert/strict";
import { samplingRateCeiling } from "../../../../policy/cloud/sampling/sampling-rate-ceiling.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  samplingRateCeiling,
  {
    bad: [
      {
        resource: "rest",
        path: "fixedRate",
        message: "Rule shop-rest samples 50 % of every path; in prod it may be 10 %.",
      },
      {
        resource: "stripe",
        path: "reservoirSize",
        message: "Rule shop-stripe samples the first 100 requests of each second in any case; it may be 10.",
      },
      {
        resource: "broken",
        message: "Invalid sampling rule: FixedRate: got 2; allowed: a number from 0 to 1.",
      },
    ],
    unknown: {
      at: { rest: "fixedRate" },
      said: [
        {
          resource: "stripe",
          path: "reservoirSize",
          message: "Rule shop-stripe samples the first 100 requests of each second in any case; it may be 10.",
        },
        {
          resource: "broken",
          message: "Invalid sampling rule: FixedRate: got 2; allowed: a number from 0 to 1.",
        },
      ],
    },
  },
  () => {
    const rest = (rate: number, more: object = {}) =>
      goodWith("aws:xray/samplingRule:SamplingRule", { urlPath: "/*", fixedRate: rate, ...more });
    const inStack = (stack: string, rate: number) => {
      const rule = rest(rate);
      return messages(samplingRateCeiling, {
        ...rule,
        urn: rule.urn.replace("urn:pulumi:prod", `urn:pulumi:${stack}`),
      });
    };

    it("knows the stage by the stack's name, and has a ceiling for stages that it doesn't know", () => {
      assert.deepEqual(inStack("dev", 1), []);
      assert.deepEqual(inStack("shop-dev", 1), []);
      assert.deepEqual(inStack("staging", 0.51), [
        "Rule shop-stripe samples 51 % of every path; in staging it may be 50 %.",
      ]);
      assert.deepEqual(inStack("prod", 0.2), ["Rule shop-stripe samples 20 % of every path; in prod it may be 10 %."]);
      assert.deepEqual(inStack("qa", 0.2), ["Rule shop-stripe samples 20 % of every path; in qa it may be 10 %."]);
      assert.deepEqual(inStack("prod-dev", 0.2), [
        "Rule shop-stripe samples 20 % of every path; in prod-dev it may be 10 %.",
      ]);
      assert.deepEqual(messages(samplingRateCeiling, rest(0.5), { stage: "staging" }), []);
    });

    it("lets no rule say of itself which stage it is in", () => {
      const said = ["Rule shop-stripe samples 100 % of every path; in prod it may be 10 %."];
      assert.deepEqual(messages(samplingRateCeiling, rest(1, { tags: { stage: "dev" } })), said);
      assert.deepEqual(messages(samplingRateCeiling, rest(1, { tagsAll: { stage: "dev" } })), said);
    });

    it("knows every way to write a rule for all paths, and no rule for some", () => {
      for (const urlPath of ["*", "/*", "**", "/**", "/?*", "?*", "/*?", "/??*", "/*/*", "*/*", "/*/"]) {
        assert.equal(messages(samplingRateCeiling, rest(1, { urlPath })).length, 1, urlPath);
      }
      for (const urlPath of ["/api/stripe*", "/a*", "*.json", "/", "/?"]) {
        assert.deepEqual(messages(samplingRateCeiling, rest(1, { urlPath })), [], urlPath);
      }
    });

    it("allows the largest reservoir", () => {
      const rule = goodWith("aws:xray/samplingRule:SamplingRule", { reservoirSize: 3 });
      assert.deepEqual(messages(samplingRateCeiling, rule, { maxReservoir: 3 }), []);
    });

    it("takes the ceilings that it is told", () => {
      assert.deepEqual(messages(samplingRateCeiling, rest(0.2), { ceilings: { prod: 0.2 } }), []);
      assert.deepEqual(messages(samplingRateCeiling, rest(0.2), { ceilings: {}, otherwise: 0.2 }), []);
    });
  },
);
