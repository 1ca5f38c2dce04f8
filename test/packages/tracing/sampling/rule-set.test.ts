import assert from "node:assert/strict";
import fc from "fast-check";
import { definePlan } from "@pmp/model";
import { toFallbackFile } from "../../../../packages/planning/src/index.ts";
import type { XRaySamplingRule } from "../../../../packages/sampling/src/index.ts";
import { randomTraceId } from "../../../../packages/tracing/src/ids.ts";
import { belowRate, RuleSet } from "../../../../packages/tracing/src/sampling/rule-set.ts";

const NOW = 1_700_000_000;
/** The rate decides below this id and not above it. */
const LOW_ID = "5759e988000000000000000000000000";
const HIGH_ID = "5759e988ffffffffffffffffffffffff";

function xrayRule(name: string, values: Partial<XRaySamplingRule>): XRaySamplingRule {
  const anything = { ResourceARN: "*", ServiceName: "*", ServiceType: "*", Host: "*", HTTPMethod: "*", URLPath: "*" };
  return { RuleName: name, Priority: 100, FixedRate: 1, ReservoirSize: 0, Version: 1, ...anything, ...values };
}

function counts(set: RuleSet, name: string): object {
  return { ...set.state(name)?.statistics };
}

describe("rule set", () => {
  it("lets the first match in order of priority decide, and names it", () => {
    const set = new RuleSet([
      xrayRule("all", { Priority: 9_000, FixedRate: 0 }),
      xrayRule("stripe", { Priority: 1_000, URLPath: "/api/stripe*", FixedRate: 1 }),
    ]);
    assert.deepEqual(set.decide({ path: "/api/stripe/charges" }, HIGH_ID, NOW), { sample: true, rule: "stripe" });
    assert.deepEqual(set.decide({ path: "/api/products" }, LOW_ID, NOW), { sample: false, rule: "all" });
  });

  it("records nothing that no rule matches", () => {
    const set = new RuleSet([xrayRule("stripe", { URLPath: "/api/stripe*" })]);
    assert.deepEqual(set.decide({ path: "/" }, LOW_ID, NOW), { sample: false, rule: undefined });
  });

  it("counts requests, recorded and borrowed ones per rule", () => {
    const set = new RuleSet([xrayRule("half", { FixedRate: 0.5, ReservoirSize: 1 })]);
    set.decide({}, HIGH_ID, NOW);
    set.decide({}, HIGH_ID, NOW);
    set.decide({}, LOW_ID, NOW);
    assert.deepEqual(counts(set, "half"), { requests: 3, sampled: 2, borrowed: 1 });
  });

  it("goes on counting, with its quota and rate, when the same rule comes again", () => {
    const former = new RuleSet([xrayRule("a", { FixedRate: 0, ReservoirSize: 5 })]);
    former.decide({}, HIGH_ID, NOW);
    former.state("a")?.reservoir.setQuota({ quota: 2, until: NOW + 100 });
    const set = new RuleSet(
      [xrayRule("a", { FixedRate: 0, ReservoirSize: 5 }), xrayRule("b", { Priority: 200 })],
      former,
    );
    const taken = [1, 2, 3].map(() => set.decide({}, HIGH_ID, NOW + 1).sample);
    assert.deepEqual(taken, [true, true, false]);
    assert.deepEqual(counts(set, "a"), { requests: 4, sampled: 3, borrowed: 1 });
  });

  it("begins again with a rule whose rate was changed", () => {
    const former = new RuleSet([xrayRule("a", { FixedRate: 0 })]);
    const state = former.state("a");
    assert.ok(state);
    state.rate = 0.3;
    assert.equal(new RuleSet([xrayRule("a", { FixedRate: 1 })], former).decide({}, HIGH_ID, NOW).sample, true);
  });

  it("records the share of each stage's plan, over 40,000 requests", () => {
    const { SamplingRules } = toFallbackFile(definePlan({ preset: "prod" }, { service: "pmp-api" }));
    const set = new RuleSet(SamplingRules);
    const share = (path: string): number => {
      let sampled = 0;
      for (let i = 0; i < 40_000; i += 1) {
        if (set.decide({ service: "pmp-api", path, method: "GET", host: "h" }, randomTraceId(), NOW + i).sample)
          sampled += 1;
      }
      return sampled / 40_000;
    };
    // Six standard deviations of a binomial share, so that a right sampler fails once in 10^9 runs.
    const near = (share: number, rate: number): boolean =>
      Math.abs(share - rate) <= 6 * Math.sqrt((rate * (1 - rate)) / 40_000);
    assert.equal(share("/api/stripe/charges"), 1);
    assert.ok(near(share("/api/health"), 0.01));
    assert.ok(near(share("/api/products"), 0.1));
  });
});

describe("rate", () => {
  it("is the share of trace ids, and the same id is decided alike everywhere", () => {
    assert.equal(belowRate(LOW_ID, 0), false);
    assert.equal(belowRate(HIGH_ID, 1), true);
    assert.equal(belowRate(LOW_ID, 0.000_001), true);
    assert.equal(belowRate(HIGH_ID, 0.999_999), false);
  });

  it("records at a higher rate whatever it records at a lower one", () => {
    const id = fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map((n) => n.toString(16).padStart(32, "0"));
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(id, rate, rate, (traceId, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        assert.ok(!belowRate(traceId, low) || belowRate(traceId, high));
      }),
    );
  });
});
