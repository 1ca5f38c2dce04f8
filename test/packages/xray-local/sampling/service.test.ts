import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_RULE, type XRaySamplingRule } from "../../../../packages/sampling/src/index.ts";
import { ReservoirQuotas } from "../../../../packages/xray-local/src/sampling/quotas.ts";
import { SamplingService } from "../../../../packages/xray-local/src/sampling/service.ts";

const NOW = 1_795_348_800;
const RULE: XRaySamplingRule = { ...DEFAULT_RULE, RuleName: "orders", Priority: 10, FixedRate: 0.1, ReservoirSize: 5 };

function report(
  client: string,
  more: Partial<{ rule: string; requests: number; sampled: number; borrowed: number }> = {},
) {
  return { rule: "orders", client, timestamp: NOW, requests: 1, sampled: 1, borrowed: 0, ...more };
}

describe("quotas of a reservoir", () => {
  it("are even parts for those that reported, in whole requests that make up the reservoir", () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 }),
        (size, clients) => {
          const quotas = new ReservoirQuotas();
          for (const client of clients) quotas.report("orders", client, NOW);
          const parts = clients.map((client) => quotas.quota("orders", client, size, NOW).quota);
          assert.equal(
            parts.reduce((sum, part) => sum + part, 0),
            size,
          );
          assert.ok(Math.max(...parts) - Math.min(...parts) <= 1);
        },
      ),
    );
  });

  it("are none for a process that has not reported, or about another rule", () => {
    const quotas = new ReservoirQuotas();
    quotas.report("orders", "a", NOW);
    assert.equal(quotas.quota("orders", "b", 5, NOW).quota, 0);
    assert.equal(quotas.quota("other", "a", 5, NOW).quota, 0);
  });

  it("of a process that is gone go to the others after three missed reports", () => {
    const quotas = new ReservoirQuotas();
    quotas.report("orders", "a", NOW);
    quotas.report("orders", "b", NOW + 30);
    assert.equal(quotas.quota("orders", "b", 5, NOW + 30).quota, 2);
    quotas.report("orders", "b", NOW + 31);
    assert.equal(quotas.quota("orders", "b", 5, NOW + 31).quota, 5);
  });

  it("hold for five minutes", () => {
    const quotas = new ReservoirQuotas();
    quotas.report("orders", "a", NOW);
    assert.deepEqual(quotas.quota("orders", "a", 5, NOW), { quota: 5, until: NOW + 300 });
  });
});

describe("sampling", () => {
  let now: number;
  let service: SamplingService;
  beforeEach(() => {
    now = NOW;
    service = new SamplingService([RULE], () => now);
  });

  it("always has X-Ray's Default rule, as the last", () => {
    assert.deepEqual(
      service.rules.all().map(({ rule }) => rule.RuleName),
      ["orders", "Default"],
    );
    assert.equal(service.rules.remove("Default"), undefined);
    assert.equal(service.rules.all().length, 2);
  });

  it("answers a report with the rule's rate, a part of the reservoir and when to report again", () => {
    const { targets, unknown } = service.report([report("a"), report("b"), report("a", { rule: "gone" })]);
    assert.deepEqual(targets, [
      { rule: "orders", rate: 0.1, interval: 10, quota: 3, until: NOW + 300 },
      { rule: "orders", rate: 0.1, interval: 10, quota: 2, until: NOW + 300 },
    ]);
    assert.deepEqual(
      unknown.map(({ rule }) => rule),
      ["gone"],
    );
  });

  it("says when a rule was last changed, so that samplers fetch them anew", () => {
    assert.equal(service.rules.modifiedAt, NOW);
    now += 5;
    const record = service.rules.put({ ...RULE, FixedRate: 1 });
    assert.deepEqual([service.rules.modifiedAt, record.createdAt, record.modifiedAt], [NOW + 5, NOW, NOW + 5]);
    now += 5;
    service.rules.remove("orders");
    assert.equal(service.rules.modifiedAt, NOW + 10);
  });

  it("sums up what was reported by rule and ten seconds", () => {
    service.report([report("a", { requests: 4, sampled: 2, borrowed: 1 }), report("b", { requests: 3, sampled: 0 })]);
    service.report([{ ...report("a"), timestamp: NOW + 10 }]);
    assert.deepEqual(service.statistics.windows(), [
      { rule: "orders", timestamp: NOW, requests: 7, sampled: 2, borrowed: 1 },
      { rule: "orders", timestamp: NOW + 10, requests: 1, sampled: 1, borrowed: 0 },
    ]);
  });

  it("shows what a rule's reservoir and rate give against what was measured", () => {
    service.report([report("a", { requests: 100, sampled: 60, borrowed: 2 })]);
    const [orders, fallback] = service.views(new Map());
    // 5 a second for 10 seconds, and a tenth of the other 50.
    assert.deepEqual(orders, {
      rule: RULE,
      matched: 100,
      sampled: 60,
      borrowed: 2,
      expectedRate: 0.55,
      measuredRate: 0.6,
    });
    assert.deepEqual(fallback, { rule: DEFAULT_RULE, matched: 0, sampled: 0, borrowed: 0 });
  });

  it("counts a reservoir once for each ten seconds, however many report", () => {
    service.report([report("a", { requests: 30 }), report("b", { requests: 40 })]);
    const [orders] = service.views(new Map());
    // 5 a second for 10 seconds, and a tenth of the other 20.
    assert.equal(orders?.expectedRate, 52 / 70);
  });

  it("shows a recorded trace before the report that counts it", () => {
    const [orders] = service.views(new Map([["orders", 2]]));
    assert.deepEqual([orders?.matched, orders?.sampled, orders?.measuredRate], [2, 2, 1]);
  });

  it("refuses rules that X-Ray would not take", () => {
    assert.throws(() => new SamplingService([{ ...RULE, FixedRate: 2 }]), /FixedRate: got 2; allowed/);
  });
});
