import assert from "node:assert/strict";
import fc from "fast-check";
import { checkPlan, definePlan } from "@pmp/model";
import { PRICES, toChartValues } from "@pmp/planning";
import type { PlanInput, RuleInput, Traffic } from "@pmp/planning";
import {
  expectedUpTo,
  quotas,
  sampledPerSecond,
  sampledPerSecondBorrowing,
} from "../../../packages/planning/src/forecast/expected.ts";

const near = (actual: number, expected: number, tolerance = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

describe("the expected number of a Poisson variable up to a limit", () => {
  it("is the sum over all outcomes", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 40, noNaN: true }), fc.nat(60), (mean, limit) => {
        let sum = 0;
        let probability = Math.exp(-mean);
        for (let n = 0; n < 400; probability *= mean / ++n) sum += Math.min(n, limit) * probability;
        near(expectedUpTo(mean, limit), sum, 1e-9);
      }),
    );
  });

  it("is known by hand in simple cases", () => {
    near(expectedUpTo(1, 1), 1 - Math.exp(-1));
    near(expectedUpTo(2, 2), 2 - 4 * Math.exp(-2));
    assert.equal(expectedUpTo(5, 0), 0);
    assert.equal(expectedUpTo(0, 5), 0);
  });

  it("is the mean or the limit when they are far apart, also for large numbers", () => {
    assert.equal(expectedUpTo(1e5, 2e5), 1e5);
    assert.equal(expectedUpTo(1e5, 5e4), 5e4);
    // At mean = limit a normal distribution loses about 0.4 standard deviations.
    near(expectedUpTo(1e5, 1e5), 1e5 - Math.sqrt(1e5 / (2 * Math.PI)), 1e-5);
  });
});

describe("the reservoir", () => {
  it("is shared out in whole requests, none lost and none more than one apart", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 50 }), (reservoir, instances) => {
        const parts = quotas(reservoir, instances);
        assert.equal(
          parts.reduce((sum, part) => sum + part.count, 0),
          instances,
        );
        assert.equal(
          parts.reduce((sum, part) => sum + part.count * part.quota, 0),
          reservoir,
        );
        assert.ok(parts.every((part) => Math.abs(part.quota - parts[0]!.quota) <= 1));
      }),
    );
  });

  it("of 0 leaves the rate exact, and a rate of 1 samples all", () => {
    near(sampledPerSecond({ rate: 0.1, reservoir: 0 }, 80, 3), 8);
    near(sampledPerSecond({ rate: 1, reservoir: 1 }, 80, 3), 80);
  });

  it("is borrowed at one per second and instance before there is a quota", () => {
    near(sampledPerSecondBorrowing({ rate: 0, reservoir: 10 }, 1e6, 3), 3);
    near(sampledPerSecondBorrowing({ rate: 0, reservoir: 0 }, 1e6, 3), 0);
  });

  it("never samples less than the rate, more than everything, or more than rate and reservoir together", () => {
    const rules = fc.record({ rate: fc.double({ min: 0, max: 1, noNaN: true }), reservoir: fc.nat(200) });
    fc.assert(
      fc.property(
        rules,
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (rule, rps, n) => {
          const sampled = sampledPerSecond(rule, rps, n);
          const slack = 1e-9 * rps;
          assert.ok(sampled >= rule.rate * rps - slack);
          assert.ok(sampled <= rps + slack);
          assert.ok(sampled <= rule.rate * rps + rule.reservoir + slack);
        },
      ),
    );
  });
});

const tenPercent: RuleInput[] = [{ name: "rest", rate: 0.1 }];
const steady = (requestsPerSecond: number, more: Partial<Traffic> = {}): Traffic => ({
  paths: [{ path: "/", requestsPerSecond }],
  ...more,
});

describe("the cost of a month", () => {
  // The first example on https://aws.amazon.com/xray/pricing/: 2,000 requests an hour, 31 days, 10 %.
  const example: PlanInput = {
    rules: tenPercent,
    traffic: steady(2000 / 3600),
    usage: { daysPerMonth: 31, retrievedTraces: 775_000, insights: true },
  };

  it("is AWS's own in AWS's own example", () => {
    const month = definePlan(example).forecast!;
    near(month.traces, 148_800);
    assert.deepEqual(
      month.cost.map(({ item, usd }) => [item, usd.toFixed(2)]),
      [
        ["traces recorded", "0.24"],
        ["traces retrieved or scanned", "0.00"],
        ["traces processed by Insights", "0.15"],
      ],
    );
    assert.equal(month.monthlyUsd.toFixed(2), "0.39");
  });

  it("can be read as arithmetic", () => {
    assert.deepEqual(definePlan(example).forecast!.lines, [
      "A month of 31 days has 2,678,400 seconds; 1 instance.",
      "GET /: 0.556/s = 1,488,000 requests × 10 % (rule rest) = 148,800 traces",
      "Together 148,800 traces of 1,488,000 requests.",
      "traces recorded: 148,800 − 100,000 free = 48,800 × $5.00 per million = $0.24",
      "traces retrieved or scanned: 775,000 − 1,000,000 free = 0 × $0.50 per million = $0.00",
      "traces processed by Insights: 148,800 × $1.00 per million = $0.15",
      "Together $0.39 a month (prices of us-east-1, 2026-11-22, https://aws.amazon.com/xray/pricing/).",
    ]);
  });

  it("of a million recorded traces is $4.50, and of 3 million retrieved ones $1.00", () => {
    const million = 1e6 / (0.1 * 30 * 86_400);
    const usage = { retrievedTraces: 3_000_000 };
    const { cost, traces } = definePlan({ rules: tenPercent, traffic: steady(million), usage }).forecast!;
    near(traces, 1e6);
    assert.deepEqual(
      cost.map(({ usd }) => usd.toFixed(2)),
      ["4.50", "1.00"],
    );
  });

  it("with Transaction Search is one of gigabytes in tiers and of indexed traces, not of recorded ones", () => {
    // 2,000 traces per second of one span of 10 KiB for 30 days are 49,438.48 GB.
    const traffic = steady(20_000);
    const transactionSearch = { spansPerTrace: 1, bytesPerSpan: 10_240, indexedPercent: 3 };
    const month = definePlan({ rules: tenPercent, traffic, usage: { transactionSearch } }).forecast!;
    const gigabytes = (2000 * 30 * 86_400 * 10_240) / 1024 ** 3;
    const [spans, indexed, retrieved] = month.cost;
    near(spans!.usd, 10_240 * 0.35 + 20_480 * 0.2 + (gigabytes - 30_720) * 0.15);
    near(indexed!.usd, ((2000 * 30 * 86_400 * 0.02) / 1e6) * 0.75);
    assert.equal(retrieved!.usd, 0);
    assert.equal(month.cost.length, 3);
    assert.match(month.lines.at(-1)!, /the latter not confirmed/);
  });

  it("indexes one percent for nothing", () => {
    const usage = { transactionSearch: { spansPerTrace: 2, bytesPerSpan: 500 } };
    const month = definePlan({ rules: tenPercent, traffic: steady(100), usage }).forecast!;
    assert.equal(month.cost.find(({ item }) => item === "traces indexed")!.usd, 0);
  });

  it("comes from prices with a date and a source", () => {
    assert.match(PRICES.date, /^\d{4}-\d\d-\d\d$/);
    for (const source of [PRICES.source, PRICES.transactionSearch.source])
      assert.match(source, /^https:\/\/aws\.amazon\.com\//);
  });
});

describe("the forecast", () => {
  it("gives each path its rule's rate, and the requests of one rule share its reservoir", () => {
    const rules = [{ name: "rest", rate: 0.1, reservoir: 2 }];
    const paths = [
      { path: "/a", requestsPerSecond: 30 },
      { path: "/b", requestsPerSecond: 10 },
    ];
    const { forecast: month, findings } = definePlan({ rules, traffic: { paths } });
    const expected = sampledPerSecond({ rate: 0.1, reservoir: 2 }, 40, 1) / 40;
    for (const path of month!.paths) near(path.rate, expected);
    near(month!.traces, expected * 40 * 30 * 86_400);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [["reservoir-overrides-rate", "warning"]],
    );
  });

  it("follows the daily curve: a reservoir saves more when the load is uneven", () => {
    const rules = [{ name: "rest", rate: 0, reservoir: 5 }];
    const flat = definePlan({ rules, traffic: steady(5) }).forecast!;
    const daily = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 1 : 3));
    const uneven = definePlan({ rules, traffic: steady(5, { daily }) }).forecast!;
    near(uneven.requests, flat.requests);
    near(uneven.traces, 30 * 12 * 3600 * (expectedUpTo(2.5, 5) + expectedUpTo(7.5, 5)));
    assert.ok(uneven.traces < flat.traces);
    near(uneven.rules[0]!.hourly[0]!, 3600 * expectedUpTo(2.5, 5));
  });

  it("sends what no rule matches to the Default rule", () => {
    const rules = [{ name: "a", path: "/a*", rate: 1 }];
    const month = definePlan({ rules, traffic: steady(1000) }).forecast!;
    assert.equal(month.paths[0]!.rule, "Default");
    near(month.rules[0]!.rate, (1 + 0.05 * 999) / 1000, 1e-3);
  });

  it("knows the platform's service type", () => {
    const rules = [
      { name: "ecs", rate: 1, path: "/a*", serviceType: "AWS::ECS::*" },
      { name: "rest", rate: 0.5 },
    ];
    const traffic = { paths: [{ path: "/a", requestsPerSecond: 1 }] };
    assert.equal(definePlan({ rules, traffic }, { platform: "aws_ecs" }).forecast!.paths[0]!.rule, "ecs");
  });
});

describe("the checks that need traffic", () => {
  const rates = (rate: number, reservoir: number, rps: number): unknown[] =>
    checkPlan({ rules: [{ name: "r", rate, reservoir }], traffic: steady(rps) }).findings.map(({ code, severity }) => [
      code,
      severity,
    ]);

  it("a reservoir may lift the rate a little, is a warning from a tenth on, an error from the double", () => {
    assert.deepEqual(rates(0.1, 0, 10), []);
    assert.deepEqual(rates(0.1, 1, 1000), []);
    assert.deepEqual(rates(0.1, 1, 50), [["reservoir-overrides-rate", "warning"]]);
    assert.deepEqual(rates(0.1, 1, 5), [["reservoir-overrides-rate", "error"]]);
    assert.deepEqual(rates(0, 1, 5), [], "a rate of 0 says the reservoir and no more");
    assert.deepEqual(rates(1, 1, 5), []);
  });

  describe("callers that decide", () => {
    const withTrust = (
      trustSampled?: PlanInput["trustSampled"],
      traffic?: PlanInput["traffic"],
    ): ReturnType<typeof checkPlan> =>
      checkPlan({
        rules: [{ name: "r", rate: 0.1, path: "/a*" }],
        ...(trustSampled !== undefined && { trustSampled }),
        ...(traffic && { traffic }),
      });
    const decide = (checked: ReturnType<typeof checkPlan>): unknown[] =>
      checked.findings.filter(({ code }) => code === "callers-decide").map(({ severity }) => severity);

    it("are none by default or with none", () => {
      for (const trust of [undefined, "none", ["none"], []]) assert.deepEqual(decide(withTrust(trust, steady(10))), []);
    });

    it("are a warning when they may be outside, and good to know when they are not", () => {
      for (const trust of ["all", "header:x-gateway", ["10.0.0.0/8", "0.0.0.0/0"]]) {
        assert.deepEqual(decide(withTrust(trust, steady(10))), ["warning"], String(trust));
        assert.deepEqual(decide(withTrust(trust)), ["warning"], "also without traffic");
      }
      assert.deepEqual(decide(withTrust("10.0.0.0/16", steady(10))), ["info"]);
    });

    it("may cost what tracing every request costs, whatever rule or none decides on it", () => {
      const paths = [
        { path: "/a", requestsPerSecond: 100 },
        { path: "/b", requestsPerSecond: 100 },
      ];
      const [finding] = withTrust("all", { paths }).findings.filter(({ code }) => code === "callers-decide");
      const all = definePlan({ rules: [{ name: "all", rate: 1 }], traffic: { paths } }).forecast;
      assert.ok(
        finding?.message.includes(
          `a month costs $${all?.monthlyUsd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`,
        ),
      );
    });

    it("leave the forecast by the rates as it is, and are told in it", () => {
      const [all, own] = [withTrust("all", steady(10)).forecast, withTrust(undefined, steady(10)).forecast];
      assert.ok(all && own);
      assert.deepEqual({ ...all, lines: [] }, { ...own, lines: [] });
      assert.deepEqual(all.lines.slice(0, -1), own.lines);
      assert.match(all.lines.at(-1) ?? "", /^Any caller can force its request to be traced.*a month costs \$/);
    });

    it("are carried by the plan, and by the values of the chart", () => {
      for (const trust of ["10.0.0.0/16, header:x-gateway", ["10.0.0.0/16", "header:x-gateway"]]) {
        const { plan } = withTrust(trust);
        assert.ok(plan);
        assert.deepEqual(plan.trustSampled, ["10.0.0.0/16", "header:x-gateway"]);
        assert.deepEqual(toChartValues(plan).sampling.trustSampled, ["10.0.0.0/16", "header:x-gateway"]);
      }
      const { plan } = withTrust();
      assert.ok(plan && !("trustSampled" in plan) && !("trustSampled" in toChartValues(plan).sampling));
    });

    it("that can't be are refused, all at once, each with its place and what to write", () => {
      const { problems } = withTrust(["10.0.0.1", "10.0.0.0/8", "everybody", ""]);
      assert.deepEqual(
        problems.map(({ path }) => path),
        ["trustSampled[3]", "trustSampled[0]", "trustSampled[2]"],
      );
      assert.match(problems[1]?.fix ?? "", /^Write 10\.0\.0\.1\/32: /);
      assert.deepEqual(
        withTrust("yes").problems.map(({ path, fix }) => [path, fix.split(":")[0]]),
        [["trustSampled", "Write all"]],
      );
      assert.equal(withTrust({} as string).problems.length, 1);
    });
  });

  const dear: PlanInput = { preset: "prod", traffic: steady(1000), maxMonthlyUsd: 100 };

  it("a plan over its budget can't be built, and the fix keeps to it", () => {
    const { problems, findings, forecast: month } = checkPlan(dear);
    assert.deepEqual(
      problems.map(({ code, path, value }) => [code, path, value]),
      [["over-budget", "maxMonthlyUsd", "100"]],
    );
    assert.equal(findings[0]!.rule, "pmp-api-default-traffic");
    assert.equal(month!.monthlyUsd.toFixed(2), "1295.50");
    assert.match(problems[0]!.fix, /259,200,000 − 100,000 free = 259,100,000 × \$5\.00 per million = \$1,295\.50/);
    const rate = Number(/rate ([\d.]+) for pmp-api-default-traffic/.exec(problems[0]!.fix)![1]);
    const fixed = (share: number): PlanInput => ({
      ...dear,
      rules: [{ name: "pmp-api-default-traffic", rate: share }],
    });
    assert.ok(definePlan(fixed(rate)).forecast!.monthlyUsd <= 100);
    assert.equal(checkPlan(fixed(rate + 0.001)).problems.length, 1, "the rate is the highest that does");
    assert.ok(definePlan({ ...dear, maxMonthlyUsd: 1296 }).forecast);
  });

  it("a budget also holds for what is retrieved", () => {
    const plan = { ...dear, traffic: steady(0), usage: { retrievedTraces: 1e9 } };
    assert.deepEqual(
      checkPlan(plan).problems.map(({ code }) => code),
      ["over-budget"],
    );
  });

  it("a budget without traffic is refused", () => {
    assert.deepEqual(
      checkPlan({ preset: "prod", maxMonthlyUsd: 10 }).problems.map(({ code, path }) => [code, path]),
      [["missing", "traffic"]],
    );
  });
});

describe("traffic and usage that are wrong", () => {
  const at = (input: unknown): string[][] =>
    checkPlan({ preset: "prod", ...(input as PlanInput) }).problems.map(({ code, path }) => [code, path]);

  it("are refused with every place", () => {
    const traffic = {
      paths: [{ path: "api", requestsPerSecond: -1 }, { path: "/a*", requestsPerSecond: 1, rps: 1 }, 7],
      instances: 0,
      daily: [1, 2],
    };
    assert.deepEqual(
      at({ traffic, usage: { daysPerMonth: 32, insights: "yes", transactionSearch: { spansPerTrace: 0 } } }),
      [
        ["not-a-path", "traffic.paths[0].path"],
        ["out-of-range", "traffic.paths[0].requestsPerSecond"],
        ["unknown-key", "traffic.paths[1].rps"],
        ["not-a-path", "traffic.paths[1].path"],
        ["wrong-type", "traffic.paths[2]"],
        ["out-of-range", "traffic.instances"],
        ["out-of-range", "traffic.daily"],
        ["out-of-range", "usage.daysPerMonth"],
        ["wrong-type", "usage.insights"],
        ["out-of-range", "usage.transactionSearch.spansPerTrace"],
        ["missing", "usage.transactionSearch.bytesPerSpan"],
      ],
    );
  });

  it("need a path, a weight above 0, and a number where a number is", () => {
    assert.deepEqual(at({ traffic: { paths: [] } }), [["out-of-range", "traffic.paths"]]);
    assert.deepEqual(at({ traffic: {} }), [["wrong-type", "traffic.paths"]]);
    assert.deepEqual(at({ traffic: steady(1, { daily: Array<number>(24).fill(0) }) }), [
      ["out-of-range", "traffic.daily"],
    ]);
    assert.deepEqual(at({ traffic: steady(1), maxMonthlyUsd: "10 $" }), [["wrong-type", "maxMonthlyUsd"]]);
    assert.deepEqual(at({ criticalPaths: ["pay", 7] }), [
      ["not-a-path", "criticalPaths[0]"],
      ["wrong-type", "criticalPaths[1]"],
    ]);
  });
});
