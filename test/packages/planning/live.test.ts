import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { compareLive, formatLive } from "@pmp/planning";
import { DEFAULT_RULE } from "@pmp/sampling";
import type { LiveState } from "@pmp/planning";
import type { XRaySamplingRule } from "@pmp/sampling";
import { rule } from "../sampling/reference.ts";

const planned = definePlan({ preset: "prod" }).rules;
const SECONDS = 600;
const summary = (RuleName: string, RequestCount: number, SampledCount: number, BorrowCount = 0) => ({
  RuleName,
  RequestCount,
  SampledCount,
  BorrowCount,
});
const healthy = [
  summary("pmp-api-stripe", 100, 100),
  summary("pmp-api-subscriptions", 10, 10, 4),
  summary("pmp-api-auth", 50, 50),
  summary("pmp-api-health", 1000, 9),
  summary("pmp-api-default-traffic", 6000, 290),
  summary("pmp-api-default-traffic", 4000, 710),
];
const compare = (rules: readonly XRaySamplingRule[], statistics: LiveState["statistics"] = healthy): string[][] =>
  compareLive(planned, { rules, statistics, seconds: SECONDS }, "pmp-api").findings.map((f) => [
    f.code,
    f.severity,
    f.rule,
  ]);

describe("compareLive", () => {
  it("finds nothing when X-Ray has the plan and the rates hold; counts of one rule are added", () => {
    const found = compareLive(
      planned,
      { rules: [...planned, DEFAULT_RULE], statistics: healthy, seconds: SECONDS },
      "pmp-api",
    );
    assert.deepEqual(found.findings, []);
    assert.deepEqual(found.rules.at(-1), {
      name: "pmp-api-default-traffic",
      planned: true,
      requests: 10_000,
      sampled: 1000,
      borrowed: 0,
      rate: 0.1,
    });
    assert.match(formatLive(found), /pmp-api-health +yes +1000 +9 +0 +0\.9 %[^]*do what they say/);
  });

  it("finds rules that are missing or changed, field by field", () => {
    const [first, second, ...others] = planned;
    const changed = { ...second!, Priority: 7, FixedRate: 0.3 };
    const found = compareLive(
      planned,
      { rules: [changed, ...others], statistics: healthy, seconds: SECONDS },
      "pmp-api",
    );
    const drift = found.findings.filter(({ code }) => code !== "rate-off");
    assert.deepEqual(
      drift.map((f) => [f.code, f.severity, f.rule]),
      [
        ["rule-missing", "error", first!.RuleName],
        ["rule-changed", "error", second!.RuleName],
      ],
    );
    assert.equal(drift[1]!.message, "In X-Ray Priority is 7, planned 1100; FixedRate is 0.3, planned 1.");
  });

  it("finds rules of others that take the service's requests, but not those of other services", () => {
    assert.deepEqual(compare([...planned, rule("theirs", 5, { ServiceName: "other*" })]), []);
    assert.deepEqual(compare([...planned, rule("early", 5)]), [["rule-not-planned", "warning", "early"]]);
    assert.deepEqual(compare([...planned, rule("late", 9500, { ServiceName: "PMP*" })]), [
      ["rule-not-planned", "info", "late"],
    ]);
  });

  it("finds rules for which nothing was reported", () => {
    assert.deepEqual(compare(planned, healthy.slice(1)), [["never-matched", "warning", "pmp-api-stripe"]]);
    assert.deepEqual(compare(planned, [summary("pmp-api-stripe", 0, 0), ...healthy.slice(1)]), [
      ["never-matched", "warning", "pmp-api-stripe"],
    ]);
  });

  const withRate = (requests: number, sampled: number, borrowed = 0, reservoir = 0): string[] => {
    const one = rule("r", 1, { FixedRate: 0.1, ReservoirSize: reservoir });
    const statistics = [summary("r", requests, sampled, borrowed)];
    return compareLive([one], { rules: [one], statistics, seconds: SECONDS }, "s").findings.map(({ code }) => code);
  };

  it("finds a rate that chance does not explain, on both sides", () => {
    // The standard error of 10 % of 10,000 requests is 0.3 %, so that four of them reach from 8.8 % to 11.2 %.
    assert.deepEqual(withRate(10_000, 885), []);
    assert.deepEqual(withRate(10_000, 1115), []);
    assert.deepEqual(withRate(10_000, 870), ["rate-off"]);
    assert.deepEqual(withRate(10_000, 1130), ["rate-off"]);
    assert.deepEqual(withRate(10_000, 10_000), ["rate-off"]);
    assert.deepEqual(withRate(3, 2), [], "few requests prove nothing");
  });

  it("allows for what the reservoir and borrowing add", () => {
    // A reservoir of 5 for 600 seconds takes up to 3,000 of 10,000 requests: 30 % + 10 % of 70 % = 37 %.
    assert.deepEqual(withRate(10_000, 3700, 0, 5), []);
    assert.deepEqual(withRate(10_000, 4000, 0, 5), ["rate-off"]);
    assert.deepEqual(withRate(10_000, 4000, 500, 5), []);
    assert.deepEqual(withRate(1000, 1000, 0, 5), []);
  });

  const boostable = rule("r", 1, { FixedRate: 0.1, SamplingRateBoost: { MaxRate: 0.5, CooldownWindowMinutes: 10 } });
  const ofBoostable = (sampled: number, boosts: LiveState["boosts"]) =>
    compareLive(
      [boostable],
      { rules: [boostable], statistics: [summary("r", 10_000, sampled)], seconds: SECONDS, boosts },
      "s",
    );
  const codes = (sampled: number, boosts: LiveState["boosts"] = []) =>
    ofBoostable(sampled, boosts).findings.map(({ code }) => code);

  it("allows up to MaxRate for a rule with a boost, in force or over, and no more or less", () => {
    const boosts = [{ rule: "r", rate: 0.28, until: 1_780_000_020 }];
    assert.deepEqual(codes(2800, boosts), []);
    assert.deepEqual(codes(2800), [], "a boost that is over by now");
    assert.deepEqual(codes(5100, boosts), []);
    assert.deepEqual(codes(5300, boosts), ["rate-off"]);
    assert.deepEqual(codes(800, boosts), ["rate-off"]);
    assert.match(formatLive(ofBoostable(5300, boosts)), /its rate, boost and reservoir give 10 % to 50 %/);
  });

  it("shows the boosts in force", () => {
    const found = ofBoostable(2800, [{ rule: "r", rate: 0.28, until: 1_780_000_020 }]);
    assert.deepEqual(found.rules[0]?.boost, { rate: 0.28, until: 1_780_000_020 });
    assert.match(formatLive(found), /^r is boosted to 28 %, for now until 2026-05-28T20:27:00\.000Z\.$/m);
    assert.doesNotMatch(formatLive(ofBoostable(1000, [])), /boosted/);
  });

  it("says that boosts could not be read, where there may be one", () => {
    const found = ofBoostable(1000, undefined);
    assert.deepEqual(
      found.findings.map(({ code, severity, rule: of }) => [code, severity, of]),
      [["boost-unknown", "info", "r"]],
    );
  });

  it("says what is wrong in words", () => {
    const found = compareLive(planned, { rules: planned.slice(1), statistics: healthy, seconds: SECONDS }, "pmp-api");
    assert.match(
      formatLive(found),
      /error rule-missing \(pmp-api-stripe\): X-Ray does not have it\. Deploy the plan\./,
    );
  });
});
