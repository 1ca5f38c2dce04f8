import assert from "node:assert/strict";
import fc from "fast-check";
import { RuleBoost, ruleHash } from "../../../../packages/tracing/src/sampling/rule-boost.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const NOW = 1_700_000_000;

function boostOf(MaxRate: number, former?: RuleBoost): RuleBoost {
  return new RuleBoost("checkout", { MaxRate, CooldownWindowMinutes: 1 }, former);
}

describe("boost of a rule", () => {
  it("is named in tracestate by the hash that AWS's SDKs write", () => {
    assert.equal(ruleHash("Default"), "21b111cbfe6e8fca");
    assert.equal(ruleHash("test"), "9f86d081884c7d65");
    assert.equal(boostOf(0.5).traceState.serialize(), `xrsr=${ruleHash("checkout")}`);
  });

  it("raises the rate to the boost's, never lowers it, and never exceeds the rule's maximum", () => {
    fc.assert(
      fc.property(share, share, share, (rate, max, given) => {
        const boost = boostOf(max);
        boost.setTarget({ rate: given, until: NOW + 20 }, NOW);
        assert.equal(boost.rateAt(NOW + 1, rate), Math.max(rate, Math.min(given, max)));
      }),
    );
  });

  it("lasts as long as X-Ray says by its own clock, however wrong this host's clock is, and at most a minute", () => {
    const skew = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(skew, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 300 }), (offset, ttl, later) => {
        const boost = boostOf(1);
        boost.setTarget({ rate: 0.9, until: NOW + ttl }, NOW + offset, NOW);
        const applies = later < Math.min(ttl, 60);
        assert.equal(boost.rateAt(NOW + offset + later, 0.1), applies ? 0.9 : 0.1);
      }),
    );
  });

  it("ends with an answer without one, with a time in the past, and when the clock is set back", () => {
    const boost = boostOf(1);
    boost.setTarget({ rate: 0.9, until: NOW + 20 }, NOW);
    assert.equal(boost.rateAt(NOW - 3_600, 0.1), 0.1);
    boost.setTarget(undefined, NOW + 1);
    assert.equal(boost.rateAt(NOW + 1, 0.1), 0.1);
    boost.setTarget({ rate: 0.9, until: NOW - 1 }, NOW);
    assert.equal(boost.rateAt(NOW, 0.1), 0.1);
  });

  it("stays, with its counts, when the rules are fetched again, within the new maximum", () => {
    const before = boostOf(1);
    before.setTarget({ rate: 0.9, until: NOW + 20 }, NOW);
    const after = boostOf(0.4, before);
    assert.equal(after.rateAt(NOW + 1, 0.1), 0.4);
    before.counts.traces += 1;
    assert.equal(after.counts.traces, 1, "a request that began before is counted");
  });
});
