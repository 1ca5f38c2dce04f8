import type { Deciding } from "../rule.ts";
import { DEFAULT_RULE, compileRules, type SamplingRequest, type XRaySamplingRule } from "@pmp/sampling";
import { SERVICE_TYPES } from "../analysis/space.ts";
import { adaptive, type Adaptive } from "./adaptive.ts";
import { monthlyCost } from "./cost.ts";
import type { CostLine } from "./cost.ts";
import { sampledPerSecond } from "./expected.ts";
import { PRICES } from "./prices.ts";
import type { Prices } from "./prices.ts";
import { count, number, percent, short, usd } from "./text.ts";
import { HOURS, fullTraffic, fullUsage } from "./traffic.ts";
import type { FullTraffic, FullUsage, PathTraffic, Traffic, Usage } from "./traffic.ts";

/** The monthly forecast for one kind of requests. */
export interface PathForecast {
  readonly traffic: PathTraffic;
  /** Name of the rule that decides. */
  readonly rule: string;
  readonly requests: number;
  readonly traces: number;
  /** Share of the requests that is sampled, reservoir and rate together. */
  readonly rate: number;
}

/** The monthly forecast for one rule. */
export interface RuleForecast {
  readonly rule: XRaySamplingRule;
  /** Mean over the day. */
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly traces: number;
  readonly rate: number;
  /** Traces in each hour of a day. */
  readonly hourly: readonly number[];
}

/** The monthly forecast for a plan. */
export interface Forecast {
  /** The traffic that it is for, with its defaults filled in. */
  readonly traffic: FullTraffic;
  readonly requests: number;
  /** All traces, those that boosts and capture add in the stated incidents too. */
  readonly traces: number;
  readonly paths: readonly PathForecast[];
  /** Rules that get requests, in order of evaluation. */
  readonly rules: readonly RuleForecast[];
  readonly cost: readonly CostLine[];
  readonly monthlyUsd: number;
  /** What boosts and capture add, and the faults that are seen; absent when the plan has none and no faults are stated. */
  readonly adaptive?: Adaptive;
  /** The dearest month that boosts and capture allow; without them the same as `monthlyUsd`. */
  readonly monthlyUsdAtMost: number;
  /** The whole calculation, a step a line. */
  readonly lines: readonly string[];
}

const SECONDS_PER_HOUR = 3600;

/** Expected traces and cost of a month. Requests that no rule of the plan matches go to X-Ray's Default rule. */
export function forecast(plan: Deciding, stated: Traffic, used: Usage = {}, prices: Prices = PRICES): Forecast {
  const traffic = fullTraffic(stated);
  const usage = fullUsage(used);
  const rules = [...plan.rules, DEFAULT_RULE];
  const compiled = compileRules(rules);
  const decided = traffic.paths.map((item) => ({
    item,
    rule: compiled.match(requestOf(item, plan)) ?? DEFAULT_RULE,
  }));
  const days = usage.daysPerMonth;
  const byRule = rules.flatMap((rule): RuleForecast[] => {
    const rps = total(decided.filter((one) => one.rule === rule).map(({ item }) => item.requestsPerSecond));
    if (rps === 0) return [];
    const hourly = hourlyRates(rps, traffic.daily).map((rate) => SECONDS_PER_HOUR * perSecond(rule, rate, traffic));
    const requests = rps * HOURS * SECONDS_PER_HOUR * days;
    const traces = total(hourly) * days;
    return [{ rule, requestsPerSecond: rps, requests, traces, rate: traces / requests, hourly }];
  });
  const paths = decided.map(({ item, rule }): PathForecast => {
    const requests = item.requestsPerSecond * HOURS * SECONDS_PER_HOUR * days;
    // The reservoir samples whichever request arrives first, so all paths of a rule have the same share.
    const rate = byRule.find((one) => one.rule === rule)?.rate ?? rule.FixedRate;
    return { traffic: item, rule: rule.RuleName, requests, traces: requests * rate, rate };
  });
  const byRates = total(byRule.map((one) => one.traces));
  const added = adaptive(byRule, traffic, plan.capturePerSecond ?? 0, days * HOURS * SECONDS_PER_HOUR);
  const traces = byRates + (added === undefined ? 0 : added.boostTraces + added.captureTraces);
  const cost = monthlyCost(traces, usage, prices);
  const monthlyUsd = total(cost.map((line) => line.usd));
  const most = byRates + (added === undefined ? 0 : added.boostTracesAtMost + added.captureTracesAtMost);
  const atMost = total(monthlyCost(most, usage, prices).map((line) => line.usd));
  const result = {
    traffic,
    requests: total(paths.map((one) => one.requests)),
    traces,
    paths,
    rules: byRule,
    cost,
    monthlyUsd,
    ...(added !== undefined && { adaptive: added }),
    monthlyUsdAtMost: Math.max(monthlyUsd, atMost),
  };
  return { ...result, lines: arithmetic(result, usage, prices) };
}

/** Requests per second in each hour of the day, with the given mean over the day. */
export function hourlyRates(mean: number, daily: readonly number[]): number[] {
  const weight = total(daily) / HOURS;
  return daily.map((hour) => (mean * hour) / weight);
}

/** What a sampler of the plan's service sees of a request of the traffic. */
function requestOf(item: PathTraffic, plan: Deciding): SamplingRequest {
  return {
    service: plan.service,
    path: item.path,
    method: item.method ?? "GET",
    ...(item.host !== undefined && { host: item.host }),
    ...(plan.platform !== undefined && { serviceType: SERVICE_TYPES[plan.platform] }),
  };
}

function perSecond(rule: XRaySamplingRule, requestsPerSecond: number, traffic: FullTraffic): number {
  return sampledPerSecond(
    { rate: rule.FixedRate, reservoir: rule.ReservoirSize },
    requestsPerSecond,
    traffic.instances,
  );
}

function arithmetic(result: Omit<Forecast, "lines">, usage: FullUsage, prices: Prices): string[] {
  const seconds = HOURS * SECONDS_PER_HOUR * usage.daysPerMonth;
  const { instances } = result.traffic;
  return [
    `A month of ${usage.daysPerMonth} days has ${count(seconds)} seconds; ${number(instances, "instance")}.`,
    ...result.paths.map(
      ({ traffic: item, rule, requests, traces, rate }) =>
        `${item.method ?? "GET"} ${item.path}: ${short(item.requestsPerSecond)}/s = ${count(requests)} requests ` +
        `× ${percent(rate)} (rule ${rule}) = ${count(traces)} traces`,
    ),
    ...result.rules.filter(({ rule }) => rule.ReservoirSize > 0 && rule.FixedRate < 1).map(reservoirLine),
    ...adaptiveLines(result),
    `Together ${count(result.traces)} traces of ${count(result.requests)} requests.`,
    ...result.cost.map((line) => `${line.item}: ${line.arithmetic}`),
    `Together ${usd(result.monthlyUsd)} a month (prices of ${prices.region}, ${prices.date}, ${sourceOf(usage, prices)}).`,
    ...(result.monthlyUsdAtMost > result.monthlyUsd
      ? [`With boosts and capture at their most all month: at most ${usd(result.monthlyUsdAtMost)}.`]
      : []),
  ];
}

/** What boosts and capture add, and which faults are seen. */
function adaptiveLines({ adaptive: added, rules, traffic }: Omit<Forecast, "lines">): string[] {
  if (added === undefined) return [];
  const { incidents, faultPercent } = traffic;
  const stated = [
    ...(faultPercent > 0 ? [`${percent(faultPercent / 100)} faults at all times`] : []),
    ...(incidents === undefined
      ? []
      : [
          `${number(incidents.perMonth, "incident")} a month of ${number(incidents.minutes, "minute")} with ${percent(incidents.faultPercent / 100)} faults`,
        ]),
  ].join(" and ");
  const within = stated === "" ? "no faults are stated" : `by ${stated}`;
  const boosts = rules.flatMap(({ rule: { RuleName, FixedRate, SamplingRateBoost: boost } }) =>
    boost === undefined
      ? []
      : [
          `Rule ${RuleName} may be boosted from ${percent(FixedRate)} to ${percent(boost.MaxRate)} for a minute in each ${number(boost.CooldownWindowMinutes, "minute")}.`,
        ],
  );
  const line = (what: string, traces: number, most: number): string[] =>
    most === 0
      ? []
      : [`${what}: ${stated === "" ? "" : `${count(traces)} traces more, `}at most ${count(most)} (${within}).`];
  const { faults } = added;
  return [
    ...boosts,
    ...line("Boosts", added.boostTraces, added.boostTracesAtMost),
    ...line("Capture", added.captureTraces, added.captureTracesAtMost),
    ...(faults === undefined
      ? []
      : [
          `Faults seen: ${count(faults.sampled)} of ${count(faults.served)} by the rates alone, ` +
            `${count(faults.withBoosts)} with boosts, ${count(faults.withCapture)} with capture.`,
        ]),
  ];
}

function reservoirLine({ rule, rate }: RuleForecast): string {
  const reservoir = `the first ${rule.ReservoirSize} of each second`;
  return `Rule ${rule.RuleName} samples ${reservoir} and ${percent(rule.FixedRate)} of the rest: ${percent(rate)} in all.`;
}

function sourceOf(usage: FullUsage, prices: Prices): string {
  const search = prices.transactionSearch;
  if (usage.transactionSearch === undefined) return prices.source;
  return `${prices.source} and ${search.source}${search.confirmed ? "" : ", the latter not confirmed"}`;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
