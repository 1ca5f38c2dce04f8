import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_RULE } from "../../../../packages/sampling/src/index.ts";
import { Local } from "../support/local.ts";

/** What aws-opentelemetry-distro 0.21.0 sent: `npm run interop:python` recorded it. */
const report = readFileSync(join(import.meta.dirname, "recorded", "adot-python-0.21.0.txt"), "utf8");

interface Recorded {
  readonly SamplingStatisticsDocuments: readonly Record<string, unknown>[];
  readonly SamplingBoostStatisticsDocuments: readonly Record<string, unknown>[];
}

describe("a report of AWS's distribution for Python", () => {
  let local: Local;
  afterEach(() => local.close());

  it("is understood as it is: counted, and answered with the boost in the same call", async () => {
    const sent = JSON.parse(report) as Recorded;
    const boost = { MaxRate: 1, CooldownWindowMinutes: 1 };
    const rule = { ...DEFAULT_RULE, RuleName: "python-rule", Priority: 10, FixedRate: 0, ReservoirSize: 0 };
    local = await Local.start({ rules: [{ ...rule, SamplingRateBoost: boost }], page: false });
    const { status, body } = await local.post("/SamplingTargets", report, `http://${local.server.agentAddress}`);
    assert.equal(status, 200);
    assert.deepEqual([body.UnprocessedStatistics, body.UnprocessedBoostStatistics], [[], []]);
    const targets = body.SamplingTargetDocuments as { RuleName: string; SamplingBoost?: { BoostRate: number } }[];
    const [target] = targets.filter(({ RuleName }) => RuleName === "python-rule");
    assert.ok((target?.SamplingBoost?.BoostRate ?? 0) > 0);
    const { rules } = (await local.get("/local/sampling")).body as {
      rules: { rule: { RuleName: string }; matched: number; adaptive?: object }[];
    };
    const counted = rules.find(({ rule: { RuleName } }) => RuleName === "python-rule");
    const of = (documents: readonly Record<string, unknown>[]) =>
      documents.find(({ RuleName }) => RuleName === "python-rule") ?? {};
    const { RequestCount } = of(sent.SamplingStatisticsDocuments);
    const { AnomalyCount, SampledAnomalyCount } = of(sent.SamplingBoostStatisticsDocuments);
    assert.ok(Number(AnomalyCount) > 0);
    assert.equal(counted?.matched, RequestCount);
    assert.deepEqual(counted?.adaptive, {
      boostRate: target?.SamplingBoost?.BoostRate,
      boosts: 1,
      anomalies: AnomalyCount,
      sampledAnomalies: SampledAnomalyCount,
      captured: 0,
    });
  });
});
