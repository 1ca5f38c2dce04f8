import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { forecast, simulate } from "@pmp/planning";
import type { Forecast, RuleInput, Traffic } from "@pmp/planning";
import { RuleProtocol } from "../../../packages/planning/src/simulation/protocol.ts";
import { Random } from "../../../packages/planning/src/simulation/random.ts";

const steady = (requestsPerSecond: number, instances = 1, daily?: number[]): Traffic => ({
  paths: [{ path: "/", requestsPerSecond }],
  instances,
  ...(daily && { daily }),
});

function expect(rule: Partial<RuleInput>, traffic: Traffic): Forecast {
  return forecast(definePlan({ rules: [{ name: "r", rate: 0.1, ...rule }] }), traffic);
}

describe("random numbers", () => {
  const moments = (draw: (random: Random) => number, n = 200_000): [number, number] => {
    const random = new Random(7);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = draw(random);
      sum += value;
      squares += value * value;
    }
    const mean = sum / n;
    return [mean, squares / n - mean * mean];
  };

  it("are uniform from 0 to 1", () => {
    const [mean, variance] = moments((random) => random.uniform());
    assert.ok(Math.abs(mean - 0.5) < 0.003);
    assert.ok(Math.abs(variance - 1 / 12) < 0.001);
  });

  for (const mean of [0.01, 0.5, 5, 29.9, 30, 200, 50_000]) {
    it(`of a Poisson distribution with mean ${mean} have that mean and that variance`, () => {
      const [found, variance] = moments((random) => random.poisson(mean));
      const error = Math.sqrt(mean / 200_000);
      assert.ok(Math.abs(found - mean) < 4.5 * error, `mean ${found}`);
      assert.ok(
        Math.abs(variance - mean) < 4.5 * Math.sqrt((2 * mean * mean + mean) / 200_000),
        `variance ${variance}`,
      );
    });
  }

  it("are the same for the same seed, and others for another", () => {
    const first = (seed: number): number[] => Array.from({ length: 5 }, () => new Random(seed).uniform());
    assert.deepEqual(first(1), first(1));
    assert.notDeepEqual(first(1), first(2));
  });
});

describe("the protocol, second by second", () => {
  const counts = () => ({ requests: 0, sampled: 0, borrowed: 0 });
  /** Sampled in each second, with so many requests that every reservoir is used up and a rate of 0. */
  function saturated(reservoir: number, instances: number, seconds: number): number[] {
    const protocol = new RuleProtocol({ rate: 0, reservoir }, instances, new Random(1));
    return Array.from({ length: seconds }, () => {
      const second = counts();
      protocol.runSecond(1000 * instances, second);
      return second.sampled;
    });
  }

  it("lets each instance borrow one per second for ten seconds, and then shares out the reservoir exactly", () => {
    assert.deepEqual(saturated(7, 3, 12), [...Array<number>(10).fill(3), 7, 7]);
    assert.deepEqual(saturated(1, 3, 12), [...Array<number>(10).fill(3), 1, 1]);
    assert.deepEqual(saturated(0, 3, 12), Array<number>(12).fill(0));
  });

  it("counts what is borrowed", () => {
    const protocol = new RuleProtocol({ rate: 0.5, reservoir: 5 }, 2, new Random(1));
    const all = counts();
    for (let second = 0; second < 30; second++) protocol.runSecond(2000, all);
    assert.equal(all.borrowed, 20);
    assert.ok(all.sampled > all.borrowed && all.sampled < all.requests);
  });

  it("goes back to borrowing when an idle instance's quota has ended, and not before", () => {
    const protocol = new RuleProtocol({ rate: 0, reservoir: 5 }, 1, new Random(1));
    const run = (seconds: number, rps: number): number[] =>
      Array.from({ length: seconds }, () => {
        const second = counts();
        protocol.runSecond(rps, second);
        return second.sampled;
      });
    assert.deepEqual(run(12, 1000).slice(9), [1, 5, 5]);
    run(200, 0);
    assert.deepEqual(run(1, 1000), [5], "the quota of second 20 holds for 300 seconds");
    run(400, 0);
    assert.deepEqual(run(1, 1000), [1]);
  });

  it("takes quota and coin together: all requests within the quota, a share of those after it", () => {
    const protocol = new RuleProtocol({ rate: 0.25, reservoir: 100 }, 1, new Random(3));
    for (let second = 0; second < 11; second++) protocol.runSecond(1000, counts());
    const later = counts();
    for (let second = 0; second < 200; second++) protocol.runSecond(1000, later);
    const rest = later.requests - 200 * 100;
    const share = (later.sampled - 200 * 100) / rest;
    assert.ok(Math.abs(share - 0.25) < 4.5 * Math.sqrt((0.25 * 0.75) / rest), String(share));
  });
});

describe("the simulation", () => {
  const day = Array.from({ length: 24 }, (_, hour) => 1 + Math.sin((hour / 24) * 2 * Math.PI) * 0.8);
  const nightly = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 0 : 1));
  const cases: [string, Partial<RuleInput>, Traffic][] = [
    ["no reservoir", { rate: 0.1 }, steady(50, 3)],
    ["all requests", { rate: 1, reservoir: 1 }, steady(20, 3)],
    ["a reservoir that makes 10 % nearly 100 %", { rate: 0.1, reservoir: 10 }, steady(8)],
    ["a reservoir about as large as the load", { rate: 0.1, reservoir: 10 }, steady(10, 3)],
    ["fewer reserved than instances", { rate: 0.05, reservoir: 1 }, steady(6, 4)],
    ["a large reservoir and load", { rate: 0.2, reservoir: 40 }, steady(90, 2)],
    ["a reservoir and nothing else", { rate: 0, reservoir: 3 }, steady(4, 2)],
    ["a reservoir in use in each second", { rate: 0, reservoir: 3 }, steady(5000, 2)],
    ["a daily curve", { rate: 0.1, reservoir: 5 }, steady(8, 2, day)],
    ["nights without a request", { rate: 0, reservoir: 6 }, steady(5000, 2, nightly)],
  ];
  for (const [title, rule, traffic] of cases) {
    it(`confirms the closed form: ${title}`, () => {
      const [found] = simulate(expect(rule, traffic), { days: 6, seed: 11 }).rules;
      assert.ok(found!.confirmed, `${found!.perDay} ± ${found!.margin}, expected ${found!.expectedPerDay}`);
      assert.ok(found!.margin <= 0.02 * found!.expectedPerDay, "the interval is narrow");
    });
  }

  it("does not confirm a closed form that is off by two percent", () => {
    const right = expect({ rate: 0.1, reservoir: 10 }, steady(10, 3));
    const rules = right.rules.map((rule) => ({ ...rule, hourly: rule.hourly.map((traces) => traces * 1.02) }));
    const [found] = simulate({ ...right, rules }, { days: 6, seed: 11 }).rules;
    assert.equal(found!.confirmed, false);
  });

  it("gives the same days for the same seed, and others for another", () => {
    const expected = expect({ rate: 0.1, reservoir: 2 }, steady(5, 2));
    const run = (seed: number) => simulate(expected, { days: 2, seed }).rules;
    assert.deepEqual(run(5), run(5));
    assert.notDeepEqual(run(5), run(6));
  });

  it("gives the mean of each hour, which add up to the mean of a day", () => {
    const [found] = simulate(expect({ rate: 0.5 }, steady(5, 1, nightly)), { days: 4 }).rules;
    assert.deepEqual(found!.hourly.slice(0, 6), Array<number>(6).fill(0));
    const sum = found!.hourly.reduce((all, traces) => all + traces, 0);
    assert.ok(Math.abs(sum - found!.perDay) < 1e-6 * sum);
  });

  it("needs two days for an interval", () => {
    const expected = expect({}, steady(1));
    for (const days of [0, 1, 2.5, NaN, 3661]) {
      assert.throws(() => simulate(expected, { days }), { name: "RangeError", message: /2 to 3660/ });
    }
  });
});
