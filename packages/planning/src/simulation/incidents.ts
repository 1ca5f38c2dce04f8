import { BoostControl, REPORT_SECONDS, type SamplingBoost } from "@pmp/sampling";
import { sampledPerSecond } from "../forecast/expected.ts";
import { hourlyRates, type Forecast, type RuleForecast } from "../forecast/forecast.ts";
import { HOURS, type FullTraffic } from "../forecast/traffic.ts";
import type { Series } from "../plot.ts";
import { Random } from "./random.ts";

/** What was recorded in the simulated days in one way of sampling. */
export interface Recorded {
  readonly name: string;
  readonly traces: number;
  readonly faultsSeen: number;
  /** Periods in which more than {@link IncidentOptions.alarmPercent} of the recorded traces have a fault. */
  readonly alarmPeriods: number;
}

export interface IncidentSimulation {
  readonly days: number;
  readonly requests: number;
  readonly faults: number;
  /** Periods in which more than that share of the requests has a fault: what the alarms should see. */
  readonly alarmPeriods: number;
  /**
   * By the rates alone; with boosts; with boosts and capture, whose marked traces the alarms leave out; and the same
   * with them counted, as a group without the mark in its filter counts them.
   */
  readonly ways: readonly Recorded[];
  /** Mean faults in each hour of the day, by what showed them; their sum is the faults that were served. */
  readonly faultsByHour: readonly Series[];
}

export interface IncidentOptions {
  /** Days to run. Default 30. */
  readonly days?: number;
  /** The same seed gives the same days. Default 1. */
  readonly seed?: number;
  /** Traces captured per process and second. Default 0. */
  readonly capturePerSecond?: number;
  /** The alarm's share of faults. Default 5. */
  readonly alarmPercent?: number;
  /** Fewer traces in a period raise no alarm. Default 20. */
  readonly minimumTraces?: number;
}

const HOUR = 3600;
const DAY = HOURS * HOUR;
const DAYS_PER_MONTH = 30;
/** Length of an alarm's period. */
const PERIOD = 300;
const STEP = REPORT_SECONDS;

/** The requests of one rule in the days, step by step. */
class SimulatedRule {
  readonly #control = new BoostControl();
  readonly #item: RuleForecast;
  readonly #rates: readonly number[];
  readonly #instances: number;
  #boost: SamplingBoost | undefined;
  #faults = 0;

  constructor(item: RuleForecast, { daily, instances }: FullTraffic) {
    this.#item = item;
    this.#rates = hourlyRates(item.requestsPerSecond, daily);
    this.#instances = instances;
  }

  /** Requests of one step, good and faulty: sampled by the rule's own rate, by a boost beyond that, and not at all. */
  step(now: number, faultShare: number, random: Random): { good: number[]; faulty: number[] } {
    // The processes have reported the step before, and get their answer now.
    this.#control.add("simulated", this.#faults, now);
    this.#boost = this.#control.current(this.#item.rule, now);
    const perSecond = this.#rates[Math.floor((now % DAY) / HOUR)] ?? 0;
    const usual = this.#share(this.#item.rule.FixedRate, perSecond);
    const current = Math.max(usual, this.#share(this.#boost?.BoostRate ?? 0, perSecond));
    const draw = (share: number): number[] =>
      [usual, current - usual, 1 - current].map((part) => random.poisson(perSecond * STEP * share * part));
    const [good, faulty] = [draw(1 - faultShare), draw(faultShare)];
    this.#faults = sum(faulty);
    return { good, faulty };
  }

  /** The sampled share at a rate, the reservoir included. */
  #share(rate: number, perSecond: number): number {
    if (perSecond === 0) return rate;
    return sampledPerSecond({ rate, reservoir: this.#item.rule.ReservoirSize }, perSecond, this.#instances) / perSecond;
  }
}

/** Counts of one alarm period. */
class Period {
  readonly all = [0, 0, 0, 0, 0];
  readonly faulty = [0, 0, 0, 0, 0];
}

const WAYS = ["rates alone", "boosts", "boosts and capture, marked", "boosts and capture, all counted"] as const;

/**
 * Runs reports, boosts and capture for some days of the forecast's traffic with its stated faults. Incidents begin at random times.
 * Reports and answers come every ten seconds, and so do the times at which a boost begins and ends.
 */
export function simulateIncidents(expected: Forecast, options: IncidentOptions = {}): IncidentSimulation {
  const { days = 30, seed = 1, capturePerSecond = 0, alarmPercent = 5, minimumTraces = 20 } = options;
  const { traffic } = expected;
  const random = new Random(seed);
  const rules = expected.rules.map((item) => new SimulatedRule(item, traffic));
  const shareAt = faultShares(traffic, days, random);
  const captureLimit = capturePerSecond * traffic.instances * STEP;
  const hourly = ["rates", "boosts", "capture", "not seen"].map((name) => ({
    name,
    hourly: Array<number>(HOURS).fill(0),
  }));
  const total = new Period();
  const alarms = [0, 0, 0, 0, 0];
  let period = new Period();
  for (let now = 0; now < days * DAY; now += STEP) {
    let captureLeft = captureLimit;
    const share = shareAt(now);
    for (const rule of rules) {
      const { good, faulty } = rule.step(now, share, random);
      const [usual = 0, more = 0, rest = 0] = faulty;
      const captured = Math.min(captureLeft, rest);
      captureLeft -= captured;
      const hour = Math.floor((now % DAY) / HOUR);
      for (const [index, value] of [usual, more, captured, rest - captured].entries()) {
        const series = hourly[index]?.hourly;
        if (series !== undefined) series[hour] = (series[hour] ?? 0) + value / days;
      }
      const [goodUsual = 0, goodMore = 0] = good;
      const boosted = usual + more;
      add(period.faulty, [usual, boosted, boosted, boosted + captured, sum(faulty)]);
      add(period.all, [
        usual + goodUsual,
        boosted + goodUsual + goodMore,
        boosted + goodUsual + goodMore,
        boosted + captured + goodUsual + goodMore,
        sum(faulty) + sum(good),
      ]);
      total.faulty[2] = (total.faulty[2] ?? 0) + captured;
      total.all[2] = (total.all[2] ?? 0) + captured;
    }
    if ((now + STEP) % PERIOD !== 0) continue;
    const fires = period.all.map((all, index) => {
      const faults = period.faulty[index] ?? 0;
      return Number(all >= minimumTraces && (100 * faults) / all > alarmPercent);
    });
    add(alarms, fires);
    add(total.all, period.all);
    add(total.faulty, period.faulty);
    period = new Period();
  }
  return {
    days,
    requests: total.all[4] ?? 0,
    faults: total.faulty[4] ?? 0,
    alarmPeriods: alarms[4] ?? 0,
    ways: WAYS.map((name, index) => ({
      name,
      traces: total.all[index] ?? 0,
      faultsSeen: total.faulty[index] ?? 0,
      alarmPeriods: alarms[index] ?? 0,
    })),
    faultsByHour: hourly,
  };
}

/** Share of the requests that fail at a time. */
function faultShares({ faultPercent, incidents }: FullTraffic, days: number, random: Random): (now: number) => number {
  const usual = faultPercent / 100;
  if (incidents === undefined) return () => usual;
  const count = Math.round((incidents.perMonth * days) / DAYS_PER_MONTH);
  const length = incidents.minutes * 60;
  const starts = Array.from({ length: count }, () => random.uniform() * (days * DAY - length)).sort((a, b) => a - b);
  const high = Math.max(usual, incidents.faultPercent / 100);
  let next = 0;
  return (now) => {
    while (next < starts.length && (starts[next] ?? 0) + length <= now) next++;
    const start = starts[next];
    return start !== undefined && now >= start ? high : usual;
  };
}

function add(sums: number[], values: readonly number[]): void {
  for (const [index, value] of values.entries()) sums[index] = (sums[index] ?? 0) + value;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
