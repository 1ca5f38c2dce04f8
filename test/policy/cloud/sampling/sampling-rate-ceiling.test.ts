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
        message: "It is no sampling rule that X-Ray takes: FixedRate: got 2; allowed: a number from 0 to 1.",
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
          message: "It is no sampling rule that X-Ray takes: FixedRate: got 2; allowed: a number from 0 to 1.",
        },
      ],
    },
  },
  () => {
    const rest = (stage: string | undefined, rate: number) =>
      goodWith("aws:xray/samplingRule:SamplingRule", { urlPath: "/*", fixedRate: rate, tags: stage && { stage } });

    it("knows the stage by its tag, else by the stack's name, and has a ceiling for stages that it doesn't know", () => {
      assert.deepEqual(messages(samplingRateCeiling, rest("dev", 1)), []);
      assert.deepEqual(messages(samplingRateCeiling, rest("staging", 0.51)), [
        "Rule shop-stripe samples 51 % of every path; in staging it may be 50 %.",
      ]);
      assert.deepEqual(messages(samplingRateCeiling, rest(undefined, 0.2)), [
        "Rule shop-stripe samples 20 % of every path; in prod it may be 10 %.",
      ]);
      assert.deepEqual(messages(samplingRateCeiling, rest("qa", 0.2)), [
        "Rule shop-stripe samples 20 % of every path; in qa it may be 10 %.",
      ]);
    });

    it("allows the largest reservoir", () => {
      const rule = goodWith("aws:xray/samplingRule:SamplingRule", { reservoirSize: 3 });
      assert.deepEqual(messages(samplingRateCeiling, rule, { maxReservoir: 3 }), []);
    });

    it("takes the ceilings that it is told", () => {
      assert.deepEqual(messages(samplingRateCeiling, rest("qa", 0.2), { ceilings: { qa: 0.2 } }), []);
      assert.deepEqual(messages(samplingRateCeiling, rest("qa", 0.2), { ceilings: {}, otherwise: 0.2 }), []);
    });
  },
);
