import assert from "node:assert/strict";
import { DEFAULT_RULE, type XRaySamplingRule } from "../../../../packages/sampling/src/index.ts";
import { SamplingService } from "../../../../packages/xray-local/src/sampling/service.ts";

const NOW = 1_795_348_800;
const RULE: XRaySamplingRule = { ...DEFAULT_RULE, RuleName: "orders", Priority: 10, FixedRate: 0.1, ReservoirSize: 5 };

function report(
  client: string,
  more: Partial<{ rule: string; requests: number; sampled: number; borrowed: number }> = {},
) {
  return { rule: "orders", client, timestamp: NOW, requests: 1, sampled: 1, borrowed: 0, ...more };
}

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

  it("gives the part of a process to the others once it has missed three reports", () => {
    const quotaOfB = (): number | undefined => service.report([report("b")]).targets[0]?.quota;
    service.report([report("a")]);
    now += 30;
    assert.equal(quotaOfB(), 2);
    now += 1;
    assert.equal(quotaOfB(), 5);
  });

  it("forgets who shared the reservoir of a rule that was removed", () => {
    service.report([report("a")]);
    service.forget("orders");
    assert.equal(service.report([report("b")]).targets[0]?.quota, 5);
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
