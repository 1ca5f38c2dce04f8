import assert from "node:assert/strict";
import fc from "fast-check";
import { SamplingApiError, type SamplingApi } from "../../../../packages/tracing/src/sampling/api.ts";
import { CentralRules } from "../../../../packages/tracing/src/sampling/central.ts";
import { ruleHash, type RuleBoost } from "../../../../packages/tracing/src/sampling/rule-boost.ts";
import { diag } from "../../../../packages/tracing/testing.ts";
import { rule, type JsonObject } from "../support/fake-agent.ts";
import { takeWarnings } from "../support/warnings.ts";

const HIGH_ID = "5759e988ffffffffffffffffffffffff";
const BOOSTED = { SamplingRateBoost: { MaxRate: 1, CooldownWindowMinutes: 1 } };
const START = 1_700_000_000_000;

/** X-Ray as a function, and what it was sent. */
class Xray implements SamplingApi {
  rules: JsonObject[] = [rule("checkout", { FixedRate: 0, ...BOOSTED })];
  answer: (body: JsonObject) => JsonObject = () => ({ SamplingTargetDocuments: [] });
  date: number | undefined;
  readonly reports: JsonObject[] = [];

  post(path: string, body: object, onDate?: (seconds: number) => void): Promise<unknown> {
    if (path === "/GetSamplingRules") {
      return Promise.resolve({ SamplingRuleRecords: this.rules.map((SamplingRule) => ({ SamplingRule })) });
    }
    this.reports.push({ ...body });
    if (this.date !== undefined) onDate?.(this.date);
    try {
      return Promise.resolve(this.answer({ ...body }));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  boosts(): unknown[] {
    return this.reports.map(({ SamplingBoostStatisticsDocuments }) => SamplingBoostStatisticsDocuments);
  }
}

describe("reports about anomalies", () => {
  let xray: Xray;
  let central: CentralRules;
  let now: number;
  let warnings: string[];

  beforeEach(async () => {
    warnings = takeWarnings();
    xray = new Xray();
    now = START;
    central = new CentralRules(xray, { now: () => now, service: "shop" });
    await central.refresh();
  });
  afterEach(() => {
    central.stop();
    diag.disable();
  });

  function boost(name = "checkout"): RuleBoost {
    const found = central.current(now)?.boostOf(ruleHash(name));
    assert.ok(found);
    return found;
  }

  function decide(): boolean {
    return central.current(now)?.decide({ path: "/" }, HIGH_ID, now / 1_000).sample ?? false;
  }

  it("say per rule and service how many traces and anomalies there were since the last report", async () => {
    decide();
    Object.assign(boost().counts, { traces: 10, anomalies: 4, sampledAnomalies: 1 });
    await central.report();
    assert.deepEqual(xray.boosts(), [
      [
        {
          RuleName: "checkout",
          ServiceName: "shop",
          Timestamp: START / 1_000,
          TotalCount: 10,
          AnomalyCount: 4,
          SampledAnomalyCount: 1,
        },
      ],
    ]);
    now += 10_000;
    decide();
    await central.report();
    assert.equal(xray.boosts()[1], undefined, "there is nothing to say about anomalies");
  });

  it("go out from a service that decided about none of the traces, too", async () => {
    boost().counts.traces = 3;
    await central.report();
    assert.deepEqual(xray.reports[0]?.SamplingStatisticsDocuments, []);
    assert.equal((xray.boosts()[0] as JsonObject[])[0]?.TotalCount, 3);
  });

  it("name a service without a name as AWS's SDKs do, and cut a long one to X-Ray's limit", async () => {
    for (const [service, said] of [
      [undefined, "default"],
      ["x".repeat(100), "x".repeat(64)],
    ]) {
      const own = new CentralRules(xray, { now: () => now, service });
      await own.refresh();
      own.current(now)!.boostOf(ruleHash("checkout"))!.counts.traces = 1;
      await own.report();
      assert.equal((xray.boosts().at(-1) as JsonObject[])[0]?.ServiceName, said);
    }
  });

  it("lose and repeat no count, whichever of them fail", async () => {
    const round = fc.record({ traces: fc.nat(9), anomalies: fc.nat(9), sampled: fc.nat(9), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { maxLength: 12 }), async (rounds) => {
        xray = new Xray();
        central = new CentralRules(xray, { now: () => now });
        await central.refresh();
        const seen = [0, 0, 0];
        const told = [0, 0, 0];
        let fails = false;
        xray.answer = ({ SamplingBoostStatisticsDocuments: documents }) => {
          if (fails) throw new SamplingApiError(503, "");
          for (const { TotalCount, AnomalyCount, SampledAnomalyCount } of (documents ?? []) as JsonObject[])
            [TotalCount, AnomalyCount, SampledAnomalyCount].forEach((count, i) => (told[i]! += Number(count)));
          return { SamplingTargetDocuments: [] };
        };
        for (const each of [...rounds, { traces: 1, anomalies: 0, sampled: 0, fails: false }]) {
          ({ fails } = each);
          now += 10_000;
          const { counts } = boost();
          counts.traces += each.traces;
          counts.anomalies += each.anomalies;
          counts.sampledAnomalies += each.sampled;
          [each.traces, each.anomalies, each.sampled].forEach((count, i) => (seen[i]! += count));
          await central.report();
        }
        assert.deepEqual(told, seen);
      }),
      { numRuns: 50 },
    );
  });

  it("are answered with a boost, which decides until its time, an answer without it, or rules without it", async () => {
    const given = (seconds: number) => () => ({
      SamplingTargetDocuments: [
        { RuleName: "checkout", FixedRate: 0, SamplingBoost: { BoostRate: 1, BoostRateTTL: now / 1_000 + seconds } },
      ],
    });
    assert.equal(decide(), false);
    xray.answer = given(20);
    await central.report();
    assert.equal(decide(), true);
    now += 19_999;
    assert.equal(decide(), true);
    now += 1;
    assert.equal(decide(), false);

    await central.report();
    assert.equal(decide(), true);
    now += 10_000;
    xray.answer = () => ({ SamplingTargetDocuments: [{ RuleName: "checkout", FixedRate: 0 }] });
    await central.report();
    assert.equal(decide(), false);

    now += 10_000;
    xray.answer = given(20);
    await central.report();
    xray.rules = [rule("checkout", { FixedRate: 0 })];
    await central.refresh();
    assert.equal(decide(), false);
    assert.equal(central.boosts, false);
  });

  it("are answered by X-Ray's clock, which this host's may be ahead of", async () => {
    decide();
    xray.date = now / 1_000 - 300;
    xray.answer = () => ({
      SamplingTargetDocuments: [
        { RuleName: "checkout", SamplingBoost: { BoostRate: 1, BoostRateTTL: now / 1_000 - 300 + 20 } },
      ],
    });
    await central.report();
    assert.equal(decide(), true);
  });

  it("are left out, with one warning, where they are refused and reports without them are not", async () => {
    xray.answer = ({ SamplingBoostStatisticsDocuments: boosts }) => {
      if (boosts !== undefined) throw new SamplingApiError(400, "unknown member SamplingBoostStatisticsDocuments");
      return { SamplingTargetDocuments: [] };
    };
    for (let i = 0; i < 3; i += 1) {
      decide();
      boost().counts.traces += 1;
      await central.report();
      now += 10_000;
    }
    assert.deepEqual(
      xray.reports.map(({ SamplingStatisticsDocuments: all, SamplingBoostStatisticsDocuments: boosts }) => [
        (all as JsonObject[])[0]?.RequestCount,
        boosts !== undefined,
      ]),
      [
        [1, true],
        [1, false],
        [1, false],
        [1, false],
      ],
    );
    const said = warnings.filter((text) => text.includes("adaptive sampling is off in this process"));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /unknown member.*Update the agent, or take the boost from the sampling rules/);
  });

  it("that X-Ray does not process are told with its reason", async () => {
    boost().counts.traces = 1;
    xray.answer = () => ({
      SamplingTargetDocuments: [],
      UnprocessedBoostStatistics: [{ RuleName: "checkout", ErrorCode: "400", Message: "Unknown rule" }],
    });
    await central.report();
    assert.match(warnings.join("\n"), /X-Ray refused reports about anomalies: checkout: 400 Unknown rule/);
  });

  it("hold at most 25 rules", async () => {
    xray.rules = Array.from({ length: 30 }, (_, i) => rule(`r${i}`, { URLPath: `/${i}`, Priority: i + 1, ...BOOSTED }));
    await central.refresh();
    for (let i = 0; i < 30; i += 1) boost(`r${i}`).counts.traces = 1;
    await central.report();
    assert.deepEqual(
      xray.boosts().map((documents) => (documents as unknown[]).length),
      [25, 5],
    );
  });
});
