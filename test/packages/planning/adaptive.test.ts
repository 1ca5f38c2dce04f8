import assert from "node:assert/strict";
import { checkPlan, definePlan } from "@pmp/model";
import {
  diffRules,
  explain,
  formatDiff,
  formatExplanation,
  PRESET_BOOST,
  simulateIncidents,
  toTable,
} from "@pmp/planning";
import type { PlanInput } from "@pmp/planning";

const BOOST = { MaxRate: PRESET_BOOST.maxRate, CooldownWindowMinutes: PRESET_BOOST.cooldownMinutes };
const paths = [{ path: "/api/products", requestsPerSecond: 40 }];
const incidents = { perMonth: 4, minutes: 15, faultPercent: 20 };

describe("adaptive sampling of a plan", () => {
  it("gives the preset's rules below 50 % a boost, and is off by default", () => {
    const boosts = (input: PlanInput) =>
      Object.fromEntries(
        definePlan(input).rules.flatMap(({ RuleName, SamplingRateBoost: boost }) =>
          boost === undefined ? [] : [[RuleName, boost]],
        ),
      );
    for (const preset of ["dev", "staging", "prod"] as const) assert.deepEqual(boosts({ preset }), {}, preset);
    assert.deepEqual(boosts({ preset: "prod", adaptive: true }), {
      "pmp-api-health": BOOST,
      "pmp-api-default-traffic": BOOST,
    });
    assert.deepEqual(boosts({ preset: "staging", adaptive: true }), { "pmp-api-health": BOOST });
    const own = { name: "orders", path: "/orders*", rate: 0.2, boost: { maxRate: 1, cooldownMinutes: 1 } };
    assert.deepEqual(boosts({ rules: [own] }), { orders: { MaxRate: 1, CooldownWindowMinutes: 1 } });
  });

  const rule = (rate: number, boost: unknown) => ({ rules: [{ name: "a", rate, boost }] }) as unknown as PlanInput;
  for (const [name, input, path, fix] of [
    [
      "a maxRate below the rate",
      rule(0.1, { maxRate: 0.05, cooldownMinutes: 10 }),
      "rules[0].boost.maxRate",
      { maxRate: 0.5 },
    ],
    [
      "a maxRate that is the rate",
      rule(0.5, { maxRate: 0.5, cooldownMinutes: 10 }),
      "rules[0].boost.maxRate",
      { maxRate: 1 },
    ],
    [
      "a maxRate of 0 for a rate of 0",
      rule(0, { maxRate: 0, cooldownMinutes: 1 }),
      "rules[0].boost.maxRate",
      { maxRate: 0.5 },
    ],
  ] as const) {
    it(`refuses ${name}, and the fix is accepted`, () => {
      const { problems } = checkPlan(input);
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
      );
      const written = Number(/such as ([\d.]+),/.exec(problems[0]!.fix)?.[1]);
      assert.equal(written, fix.maxRate);
      const { rules: [one] = [] } = input;
      const mended = { rules: [{ ...one!, boost: { ...one!.boost!, maxRate: written } }] };
      assert.deepEqual(checkPlan(mended).problems, []);
    });
  }

  it("refuses a boost of a rule at 100 %, a cooldown out of range, and adaptive without a preset, all at once", () => {
    const boost = { maxRate: 1, cooldownMinutes: 10 };
    const rules = [
      { name: "a", path: "/a", rate: 1, boost },
      { name: "b", path: "/b", rate: 0.1, boost: { ...boost, cooldownMinutes: 0 } },
      { name: "c", path: "/c", rate: 0.1, boost: { ...boost, cooldownMinutes: 1441 } },
      { name: "d", path: "/d", rate: 0.1, boost: { ...boost, maxRate: 1.5 } },
    ];
    assert.deepEqual(
      checkPlan({ adaptive: true, rules }).problems.map(({ path, fix }) => [path, fix]),
      [
        ["rules[0].boost", "The rule samples every request already: leave boost out."],
        ...["rules[1]", "rules[2]"].map((at) => [
          `${at}.boost.cooldownMinutes`,
          "Write whole minutes: of each window of this length, a minute at most is boosted.",
        ]),
        ["rules[3].boost.maxRate", "Write the highest share: 50 % is 0.5."],
      ],
    );
    const { problems } = checkPlan({ adaptive: true, rules: [{ name: "a", rate: 0.1 }] });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["adaptive"],
    );
  });

  it("is shown by the table, explain and diff", () => {
    const without = definePlan({ preset: "prod" });
    const boosted = definePlan({ preset: "prod", adaptive: true });
    assert.doesNotMatch(toTable(without), /boost/);
    assert.match(toTable(boosted), /pmp-api-default-traffic .* 10 {2}50%\/10min\n/);
    const explained = formatExplanation(explain(boosted.rules, { service: "pmp-api", path: "/x", method: "GET" }));
    assert.match(explained, /samples 10 %, up to 50 % in a boost, once in 10 min/);
    const text = formatDiff(diffRules(without.rules, boosted.rules), ["old", "new"]);
    assert.match(text, /~ pmp-api-default-traffic\n +SamplingRateBoost: \[\] → /);
    assert.match(text, /! .*samples 10 % \(pmp-api-default-traffic\) → samples 10 %, up to 50 %/);
  });
});

describe("the forecast of boosts and capture", () => {
  const month = (input: Omit<PlanInput, "preset">) => definePlan({ preset: "prod", ...input }).forecast!;

  it("prices the worst case of a boost: a minute in each window at the highest rate", () => {
    const result = month({ adaptive: true, traffic: { paths } });
    // 40 % of 103,680,000 requests in a tenth of the time.
    assert.ok(Math.abs(result.adaptive!.boostTracesAtMost - 4_147_200) < 1);
    assert.equal(result.adaptive!.boostTraces, 0, "no faults are stated");
    assert.equal(result.traces, 10_368_000);
    assert.equal(result.monthlyUsdAtMost.toFixed(2), "72.08");
    assert.match(result.lines.join("\n"), /may be boosted from 10 % to 50 % for a minute in each 10 minutes\./);
  });

  it("prices the stated incidents, and says which faults are seen", () => {
    const result = month({ adaptive: true, capturePerSecond: 1, traffic: { paths, instances: 3, incidents } });
    // 4 incidents with 1 + 15 / 10 boosts of 60 s each: 600 s × 40/s × 40 %.
    assert.equal(Math.round(result.adaptive!.boostTraces), 9_600);
    // 3,600 s × 40/s × 20 %.
    assert.equal(Math.round(result.adaptive!.faults!.served), 28_800);
    assert.equal(Math.round(result.adaptive!.faults!.sampled), 2_880);
    assert.equal(Math.round(result.adaptive!.faults!.withBoosts), 4_800);
    // At most 3 a second, of 7.2 that are not sampled.
    assert.equal(Math.round(result.adaptive!.captureTraces), 10_800);
    assert.equal(Math.round(result.adaptive!.faults!.withCapture), 15_600);
    assert.equal(Math.round(result.traces), 10_368_000 + 9_600 + 10_800);
    assert.match(
      result.lines.join("\n"),
      /Faults seen: 2,880 of 28,800 by the rates alone, 4,800 with boosts, 15,600 with capture\./,
    );
  });

  it("changes nothing for a plan without them", () => {
    const { adaptive, monthlyUsd, monthlyUsdAtMost } = month({ traffic: { paths } });
    assert.deepEqual([adaptive, monthlyUsd], [undefined, monthlyUsdAtMost]);
  });

  it("holds the budget against the worst case", () => {
    const over = checkPlan({ preset: "prod", adaptive: true, traffic: { paths }, maxMonthlyUsd: 72 });
    assert.deepEqual(
      over.problems.map(({ code }) => code),
      ["over-budget"],
    );
    assert.match(over.problems[0]!.fix, /may cost \$72\.08 a month, boosts and capture at their most, more than/);
    assert.deepEqual(checkPlan({ preset: "prod", adaptive: true, traffic: { paths }, maxMonthlyUsd: 73 }).problems, []);
  });
});

describe("the simulation of incidents", function () {
  this.timeout(120_000);
  const traffic = {
    paths,
    instances: 3,
    faultPercent: 0.5,
    incidents: { perMonth: 60, minutes: 15, faultPercent: 20 },
  };
  const { forecast: expected } = definePlan({ preset: "prod", adaptive: true, capturePerSecond: 1, traffic });
  const result = () => simulateIncidents(expected!, { days: 2, capturePerSecond: 1, seed: 7 });

  it("records faults in the order rates, boosts, capture, and serves as many as are stated", () => {
    const { ways, faults, requests, faultsByHour } = result();
    const [rates, boosts, marked, counted] = ways;
    assert.ok(rates!.faultsSeen < boosts!.faultsSeen && boosts!.faultsSeen < marked!.faultsSeen);
    assert.ok(marked!.faultsSeen <= faults);
    assert.deepEqual([marked!.traces, marked!.faultsSeen], [counted!.traces, counted!.faultsSeen]);
    // 4 incidents of 15 minutes in two days.
    const stated = (3600 * 40 * 0.2 + (2 * 86_400 - 3600) * 40 * 0.005) / (2 * 86_400 * 40);
    assert.ok(Math.abs(faults / requests / stated - 1) < 0.03, `${faults / requests} ${stated}`);
    const shown = faultsByHour.flatMap(({ hourly }) => hourly).reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(shown * 2 - faults) < 1e-6 * faults);
  });

  it("shows that captured traces raise no alarm when the groups leave them out, and many when they are counted", () => {
    const { ways, alarmPeriods } = result();
    const [rates, , marked, counted] = ways.map((way) => way.alarmPeriods);
    assert.ok(alarmPeriods > 0);
    for (const seen of [rates!, marked!]) assert.ok(Math.abs(seen - alarmPeriods) <= 2, `${seen} of ${alarmPeriods}`);
    assert.ok(counted! > 4 * alarmPeriods, `${counted}`);
  });

  it("is the same for the same seed", () => {
    assert.deepEqual(result(), result());
  });
});
