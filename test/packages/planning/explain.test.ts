import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { explain, formatExplanation, toFallbackFile } from "@pmp/planning";

const rules = toFallbackFile(
  definePlan({
    preset: "prod",
    rules: [{ name: "gold", path: "/api/*", method: "POST", rate: 0.5, reservoir: 2, attributes: { tier: "gold" } }],
  }),
).SamplingRules;

describe("explain", () => {
  it("says which rule decides, which would have, and why the others do not match", () => {
    const found = explain(rules, { service: "pmp-api", method: "GET", path: "/api/stripe/charge" });
    assert.equal(found.winner?.RuleName, "pmp-api-stripe");
    assert.deepEqual(
      found.rules.map(({ rule, verdict, mismatches }) => [
        rule.RuleName,
        verdict,
        ...mismatches.map(({ field }) => field),
      ]),
      [
        ["pmp-api-stripe", "decides"],
        ["pmp-api-subscriptions", "does not match", "path"],
        ["pmp-api-auth", "does not match", "path"],
        ["pmp-api-health", "does not match", "path"],
        ["gold", "does not match", "method", "tier"],
        ["pmp-api-default-traffic", "would decide"],
        ["Default", "would decide"],
      ],
    );
  });

  it("reads well", () => {
    const text = formatExplanation(
      explain(rules, { service: "pmp-api", method: "POST", path: "/api/orders", attributes: { tier: "gold" } }),
    );
    assert.deepEqual(
      text.split("\n").map((line) => line.trimEnd()),
      [
        "POST /api/orders (service=pmp-api, tier=gold) → gold: samples the first 2 of each second and 50 % of the rest",
        "",
        "priority  rule                     verdict         why",
        "    1000  pmp-api-stripe           does not match  path /api/stripe* is not /api/orders",
        "    1100  pmp-api-subscriptions    does not match  path /api/subscriptions* is not /api/orders",
        "    1200  pmp-api-auth             does not match  path /api/auth* is not /api/orders",
        "    1300  pmp-api-health           does not match  path /api/health* is not /api/orders",
        "    1400  gold                     decides         samples the first 2 of each second and 50 % of the rest",
        "    9000  pmp-api-default-traffic  would decide    samples 10 %",
        "   10000  Default                  would decide    samples the first 1 of each second and 5 % of the rest",
      ],
    );
  });

  it("names a value that the request lacks, and a request that no rule matches", () => {
    const [rule] = rules;
    const found = explain([rule!], { service: "pmp-api" });
    assert.equal(found.winner, undefined);
    assert.deepEqual(found.rules[0]!.mismatches, [{ field: "path", pattern: "/api/stripe*", value: undefined }]);
    assert.match(
      formatExplanation(found),
      /no rule matches, so nothing is sampled[^]*path \/api\/stripe\* needs a value/,
    );
  });
});
