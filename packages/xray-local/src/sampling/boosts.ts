import { BOOST_LIMITS, type SamplingBoost, type XRaySamplingRule } from "@pmp/sampling";

/** Counts of one process for a rule with a boost since its last report; times in seconds since the epoch. */
export interface BoostReport {
  readonly rule: string;
  readonly service: string;
  readonly traces: number;
  readonly anomalies: number;
  readonly sampledAnomalies: number;
}

/** Counts of all reports about a rule. */
export interface BoostTotals {
  readonly anomalies: number;
  readonly sampledAnomalies: number;
  /** Boosts that were started. */
  readonly boosts: number;
}

/** Reports of this many seconds count. */
const WINDOW_SECONDS = 60;
/** A boost is answered until this many seconds from now, and renewed with each answer. */
const TTL_SECONDS = 20;
/** The probability with which a boost catches at least one anomalous trace. */
const CATCH = 0.95;

interface State {
  reports: { readonly at: number; readonly service: string; readonly anomalies: number }[];
  totals: BoostTotals;
  /** Start of the last boost. */
  startedAt: number;
}

/**
 * X-Ray's side of adaptive sampling as far as AWS documents it: a boost begins with reported anomalies, lasts up to a
 * minute, and there is one in each window of the cooldown, which is aligned to the clock. How AWS computes the rate is not
 * published. Here it is the lowest rate that catches one of a service's anomalies of the last minute with 95 %, from the
 * rule's rate to its MaxRate; without a need for more than the rule's rate there is no boost.
 */
export class RuleBoosts {
  readonly #states = new Map<string, State>();

  add({ rule, service, traces, anomalies, sampledAnomalies }: BoostReport, now: number): void {
    const state = this.#stateOf(rule);
    const { totals } = state;
    const counted = Math.min(anomalies, traces);
    if (counted > 0) state.reports.push({ at: now, service, anomalies: counted });
    state.totals = {
      ...totals,
      anomalies: totals.anomalies + anomalies,
      sampledAnomalies: totals.sampledAnomalies + sampledAnomalies,
    };
  }

  /** Starts a boost if one is due, and returns the one in force. */
  current({ RuleName, FixedRate, SamplingRateBoost }: XRaySamplingRule, now: number): SamplingBoost | undefined {
    const state = this.#states.get(RuleName);
    if (!state || !SamplingRateBoost) return undefined;
    const { MaxRate, CooldownWindowMinutes } = SamplingRateBoost;
    state.reports = state.reports.filter(({ at }) => now - at < WINDOW_SECONDS);
    const rate = Math.min(rateFor(mostAnomalies(state.reports)), MaxRate);
    if (rate <= FixedRate) return undefined;
    const window = (at: number): number => Math.floor(at / (CooldownWindowMinutes * 60));
    if (now >= state.startedAt + BOOST_LIMITS.seconds) {
      if (window(now) === window(state.startedAt)) return undefined;
      state.startedAt = now;
      state.totals = { ...state.totals, boosts: state.totals.boosts + 1 };
    }
    return {
      BoostRate: rate,
      BoostRateTTL: Math.floor(Math.min(now + TTL_SECONDS, state.startedAt + BOOST_LIMITS.seconds)),
    };
  }

  /** Whether a boost is in force, without starting one. */
  isBoosted(rule: string, now: number): boolean {
    const state = this.#states.get(rule);
    return state !== undefined && now < state.startedAt + BOOST_LIMITS.seconds;
  }

  totals(rule: string): BoostTotals {
    return this.#states.get(rule)?.totals ?? NO_TOTALS;
  }

  /** Forgets a rule that was removed. */
  forget(rule: string): void {
    this.#states.delete(rule);
  }

  #stateOf(rule: string): State {
    let state = this.#states.get(rule);
    if (!state) this.#states.set(rule, (state = { reports: [], totals: NO_TOTALS, startedAt: -Infinity }));
    return state;
  }
}

const NO_TOTALS: BoostTotals = { anomalies: 0, sampledAnomalies: 0, boosts: 0 };

/** The anomalies of the service that reported the most: services of one trace report the same anomaly. */
function mostAnomalies(reports: State["reports"]): number {
  const byService = Map.groupBy(reports, ({ service }) => service);
  return Math.max(0, ...[...byService.values()].map((own) => own.reduce((sum, { anomalies }) => sum + anomalies, 0)));
}

/** The rate at which at least one of so many anomalies is sampled with the probability `CATCH`. */
function rateFor(anomalies: number): number {
  return anomalies === 0 ? 0 : 1 - (1 - CATCH) ** (1 / anomalies);
}
