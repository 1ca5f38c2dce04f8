import { sampledPerSecond, sampledPerSecondBorrowing } from "../forecast/expected.ts";
import type { SampledRule } from "../forecast/expected.ts";
import { hourlyRates } from "../forecast/forecast.ts";
import type { Forecast, RuleForecast } from "../forecast/forecast.ts";
import { HOURS } from "../forecast/traffic.ts";
import type { FullTraffic } from "../forecast/traffic.ts";
import { REPORT_SECONDS } from "@pmp/sampling";
import { RuleProtocol } from "./protocol.ts";
import type { Counts } from "./protocol.ts";
import { Random } from "./random.ts";

const SECONDS_PER_HOUR = 3600;

export interface SimulationOptions {
  /** Days to run, 2 to 3660. Default 30. */
  readonly days?: number;
  /** The same seed gives the same days. Default 1. */
  readonly seed?: number;
}

/** One rule's result over the simulated days. */
export interface SimulatedRule extends Counts {
  readonly name: string;
  /** Mean traces in each hour of the day. */
  readonly hourly: readonly number[];
  /** Traces per day that the closed form expects, the start of the instances included. */
  readonly expectedPerDay: number;
  /** Mean traces per day, and how far the true mean may be from it: four standard errors. */
  readonly perDay: number;
  readonly margin: number;
  /** Whether the closed form lies within the margin. */
  readonly confirmed: boolean;
}

export interface Simulation {
  readonly days: number;
  readonly seed: number;
  readonly rules: readonly SimulatedRule[];
}

/** Four standard errors miss the true mean once in 16,000 times for a normal distribution. */
const STANDARD_ERRORS = 4;

/**
 * Runs the protocol for some days of the forecast's traffic. All instances start at midnight of the first day.
 *
 * @throws RangeError when there are fewer than two days, from which no interval follows
 */
export function simulate(expected: Forecast, options: SimulationOptions = {}): Simulation {
  const { days = 30, seed = 1 } = options;
  if (!Number.isInteger(days) || days < 2 || days > 3660) {
    throw new RangeError(`days: got ${days}; allowed: a whole number from 2 to 3660. A month has 30.`);
  }
  const random = new Random(seed);
  return { days, seed, rules: expected.rules.map((rule) => simulateRule(rule, expected.traffic, days, random)) };
}

function simulateRule(item: RuleForecast, traffic: FullTraffic, days: number, random: Random): SimulatedRule {
  const rule = { rate: item.rule.FixedRate, reservoir: item.rule.ReservoirSize };
  const rates = hourlyRates(item.requestsPerSecond, traffic.daily);
  const runHour = hourRunner(rule, traffic.instances, random);
  const counts: Counts = { requests: 0, sampled: 0, borrowed: 0 };
  const hourly = Array<number>(HOURS).fill(0);
  const daily: number[] = [];
  for (let day = 0; day < days; day++) {
    const before = counts.sampled;
    for (const [hour, rate] of rates.entries()) {
      const start = counts.sampled;
      runHour(rate, counts);
      hourly[hour] = (hourly[hour] ?? 0) + (counts.sampled - start) / days;
    }
    daily.push(counts.sampled - before);
  }
  const perDay = counts.sampled / days;
  const variance = daily.reduce((sum, traces) => sum + (traces - perDay) ** 2, 0) / (days - 1);
  const margin = STANDARD_ERRORS * Math.sqrt(variance / days);
  const expectedPerDay =
    item.hourly.reduce((sum, traces) => sum + traces, 0) + startUps(rule, rates, traffic, days) / days;
  // The sums of a day are exact to nine digits only.
  const confirmed = Math.abs(expectedPerDay - perDay) <= margin + 1e-9 * perDay;
  return { name: item.rule.RuleName, ...counts, hourly, expectedPerDay, perDay, margin, confirmed };
}

/**
 * Without a reservoir, or if all requests are sampled, instances and quotas have no effect: a whole hour is drawn at
 * once, from the same distribution.
 */
function hourRunner(rule: SampledRule, instances: number, random: Random): (rate: number, counts: Counts) => void {
  if (rule.reservoir > 0 && rule.rate < 1) {
    const protocol = new RuleProtocol(rule, instances, random);
    return (rate, counts) => {
      for (let second = 0; second < SECONDS_PER_HOUR; second++) protocol.runSecond(rate, counts);
    };
  }
  return (rate, counts) => {
    const sampled = random.poisson(rate * rule.rate * SECONDS_PER_HOUR);
    counts.sampled += sampled;
    counts.requests += sampled + random.poisson(rate * (1 - rule.rate) * SECONDS_PER_HOUR);
  };
}

/**
 * How many more are sampled in all these days because instances borrow for ten seconds: after they have started, and
 * after each hour without a request, by which time their quotas have ended.
 */
function startUps(rule: SampledRule, rates: readonly number[], traffic: FullTraffic, days: number): number {
  const extra = (rate: number): number =>
    REPORT_SECONDS *
    (sampledPerSecondBorrowing(rule, rate, traffic.instances) - sampledPerSecond(rule, rate, traffic.instances));
  const afterPause = rates.filter((_, hour) => rates.at(hour - 1) === 0).map(extra);
  const first = rates.at(-1) === 0 ? 0 : extra(rates[0] ?? 0);
  return first + days * afterPause.reduce((sum, more) => sum + more, 0);
}
