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
      {
        resource: "boosted",
        path: "maxRate",
        message: "Rule shop-orders may be boosted to 90 %; in prod it may be 50 %.",
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
        {
          resource: "boosted",
          path: "maxRate",
          message: "Rule shop-orders may be boosted to 90 %; in prod it may be 50 %.",
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

    it("has a ceiling for boosts by stage", () => {
      const boosted = (stack: string, maxRate: number, config: object = {}) =>
        messages(
          samplingRateCeiling,
          {
            ...rest(0.1),
            type: "pulumi-nodejs:dynamic/xray:SamplingRateBoost",
            urn: `urn:pulumi:${stack}::p::pulumi-nodejs:dynamic/xray:SamplingRateBoost::rest`,
            props: { ruleName: "shop-rest", maxRate, cooldownWindowMinutes: 10, rule: {} },
          },
          config,
        );
      const said = (percent: number, stack: string) => [
        `Rule shop-rest may be boosted to ${percent} %; in ${stack} it may be 50 %.`,
      ];
      assert.deepEqual(boosted("prod", 0.5), []);
      assert.deepEqual(boosted("prod", 0.51), said(51, "prod"));
      assert.deepEqual(boosted("qa", 1), said(100, "qa"));
      for (const stack of ["dev", "shop-staging"]) assert.deepEqual(boosted(stack, 1), [], stack);
      assert.deepEqual(boosted("prod", 1, { boostCeilings: { prod: 1 } }), []);
      assert.deepEqual(boosted("qa", 1, { boostOtherwise: 1 }), []);
    });

    it("takes the ceilings that it is told", () => {
      assert.deepEqual(messages(samplingRateCeiling, rest(0.2), { ceilings: { prod: 0.2 } }), []);
      assert.deepEqual(messages(samplingRateCeiling, rest(0.2), { ceilings: {}, otherwise: 0.2 }), []);
    });
  },
);
