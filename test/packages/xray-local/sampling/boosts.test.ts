import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_RULE, type XRaySamplingRule } from "../../../../packages/sampling/src/index.ts";
import { updateSamplingRule } from "../../../../packages/xray-local/src/api/sampling-rules.ts";
import { getSamplingTargets } from "../../../../packages/xray-local/src/api/sampling-targets.ts";
import type { ApiContext } from "../../../../packages/xray-local/src/api/context.ts";
import { ApiError } from "../../../../packages/xray-local/src/api/errors.ts";
import { RuleBoosts } from "../../../../packages/xray-local/src/sampling/boosts.ts";
import { SamplingService } from "../../../../packages/xray-local/src/sampling/service.ts";

/** The start of a window of ten minutes. */
const NOW = 1_795_348_800;
const CLIENT = "0123456789abcdef01234567";

function ruleOf(MaxRate: number, FixedRate = 0.01, CooldownWindowMinutes = 10): XRaySamplingRule {
  const boost = { MaxRate, CooldownWindowMinutes };
  return { ...DEFAULT_RULE, RuleName: "orders", Priority: 10, FixedRate, ReservoirSize: 0, SamplingRateBoost: boost };
}

function anomalies(count: number, service = "shop") {
  return { rule: "orders", service, traces: 1_000, anomalies: count, sampledAnomalies: 0 };
}

describe("boosts", () => {
  it("fit the examples of AWS's blog: eight or nine faults a minute give about 28 %, or the highest rate", () => {
    const boosts = new RuleBoosts();
    boosts.add(anomalies(9), NOW);
    assert.equal(boosts.current(ruleOf(1), NOW)?.BoostRate.toFixed(2), "0.28");
    assert.equal(boosts.current(ruleOf(0.2), NOW)?.BoostRate, 0.2);
  });

  it("are between the rule's rate and its highest, and none where the rate is enough or nothing is reported", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.integer({ min: 0, max: 1_000 }), (rate, max, count) => {
        const boosts = new RuleBoosts();
        boosts.add(anomalies(count), NOW);
        const boost = boosts.current(ruleOf(max, rate), NOW);
        if (boost) assert.ok(boost.BoostRate > rate && boost.BoostRate <= max);
        else assert.ok(count === 0 || rate >= Math.min(max, 1 - 0.05 ** (1 / count)) - 1e-9);
      }),
    );
  });

  it("last a minute at most, with a time that moves on, and come once in a window of the cooldown", () => {
    const boosts = new RuleBoosts();
    const at = (seconds: number): number | undefined => {
      boosts.add(anomalies(1), NOW + seconds);
      const boost = boosts.current(ruleOf(1), NOW + seconds);
      return boost && boost.BoostRateTTL - NOW;
    };
    assert.deepEqual([0, 10, 30, 50].map(at), [20, 30, 50, 60]);
    assert.deepEqual([60, 300, 599].map(at), [undefined, undefined, undefined]);
    assert.equal(at(600), 620);
    assert.deepEqual(boosts.totals("orders"), { anomalies: 8, sampledAnomalies: 0, boosts: 2 });
  });

  it("may follow each other with a cooldown of a minute, and end without anomalies", () => {
    const boosts = new RuleBoosts();
    const rule = ruleOf(1, 0.01, 1);
    boosts.add(anomalies(1), NOW);
    assert.ok(boosts.current(rule, NOW));
    boosts.add(anomalies(1), NOW + 60);
    assert.ok(boosts.current(rule, NOW + 60));
    assert.equal(boosts.current(rule, NOW + 120), undefined);
  });

  it("go by the service with the most anomalies, as services of one trace report the same one", () => {
    const boosts = new RuleBoosts();
    for (const service of ["shop", "stock", "shop"]) boosts.add(anomalies(3, service), NOW);
    assert.equal(boosts.current(ruleOf(1), NOW)?.BoostRate.toFixed(4), "0.3930");
  });
});

describe("a report about anomalies", () => {
  const statistics = {
    RuleName: "orders",
    ClientID: CLIENT,
    Timestamp: NOW,
    RequestCount: 1_000,
    SampledCount: 10,
    BorrowCount: 0,
  };
  const document = {
    RuleName: "orders",
    ServiceName: "shop",
    Timestamp: NOW,
    TotalCount: 1_000,
    AnomalyCount: 900,
    SampledAnomalyCount: 0,
  };

  function post(body: object, service = new SamplingService([ruleOf(0.5, 0.001)], () => NOW)): Record<string, unknown> {
    return { ...getSamplingTargets(body, { sampling: service } as unknown as ApiContext) };
  }

  it("is answered with the boost in the same call, to those who decide by the rule", () => {
    const service = new SamplingService([ruleOf(0.5, 0.001)], () => NOW);
    const none = post({ SamplingStatisticsDocuments: [], SamplingBoostStatisticsDocuments: [document] }, service);
    assert.deepEqual(none.SamplingTargetDocuments, []);
    const answer = post({ SamplingStatisticsDocuments: [statistics] }, service);
    const [target] = answer.SamplingTargetDocuments as Record<string, unknown>[];
    const { BoostRate, BoostRateTTL } = target?.SamplingBoost as Record<string, number>;
    assert.deepEqual([BoostRate?.toFixed(5), BoostRateTTL], ["0.00332", NOW + 20]);
    assert.equal(target?.FixedRate, 0.001);
    const [view] = service.views(new Map(), new Map([["orders", 3]]));
    assert.deepEqual(view?.adaptive, {
      boostRate: BoostRate,
      boosts: 1,
      anomalies: 900,
      sampledAnomalies: 0,
      captured: 3,
    });
  });

  it("as AWS's SDK for Python sends it is understood: a ClientID, and SampledCount misspelt", () => {
    const { SampledCount, ...rest } = statistics;
    const answer = post({
      SamplingStatisticsDocuments: [{ ...rest, SampleCount: SampledCount }],
      SamplingBoostStatisticsDocuments: [{ ...document, ClientID: CLIENT }],
    });
    assert.equal((answer.SamplingTargetDocuments as object[]).length, 1);
    assert.deepEqual(answer.UnprocessedBoostStatistics, []);
  });

  it("of an unknown rule is not processed, and one that is wrong is refused", () => {
    const unknown = post({
      SamplingStatisticsDocuments: [],
      SamplingBoostStatisticsDocuments: [{ ...document, RuleName: "gone" }],
    });
    assert.deepEqual(unknown.UnprocessedBoostStatistics, [
      { RuleName: "gone", ServiceName: "shop", ErrorCode: "400", Message: "Unknown rule" },
    ]);
    for (const wrong of [
      Array.from({ length: 26 }, () => document),
      [{ ...document, ServiceName: "x".repeat(65) }],
      [{ ...document, AnomalyCount: -1 }],
    ])
      assert.throws(() => post({ SamplingStatisticsDocuments: [], SamplingBoostStatisticsDocuments: wrong }), ApiError);
  });

  it("is no longer answered with a boost once an update of the rule left it out, as X-Ray removes it then", () => {
    const service = new SamplingService([ruleOf(0.5, 0.001)], () => NOW);
    const context = { sampling: service, arnPrefix: "arn:aws:xray:us-east-1:000000000000" } as unknown as ApiContext;
    const boost = { MaxRate: 0.4, CooldownWindowMinutes: 5 };
    updateSamplingRule({ SamplingRuleUpdate: { RuleName: "orders", SamplingRateBoost: boost } }, context);
    assert.deepEqual(service.rules.get("orders")?.rule.SamplingRateBoost, boost);
    updateSamplingRule({ SamplingRuleUpdate: { RuleName: "orders", FixedRate: 0.002 } }, context);
    assert.equal(service.rules.get("orders")?.rule.SamplingRateBoost, undefined);
    assert.equal(service.rules.get("orders")?.rule.FixedRate, 0.002);
  });
});
