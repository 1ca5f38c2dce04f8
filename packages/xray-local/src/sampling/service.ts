import {
  parseXRayRules,
  REPORT_SECONDS,
  ReservoirShares,
  type Quota,
  type SamplingBoost,
  type XRaySamplingRule,
} from "@pmp/sampling";
import type { RuleView } from "../page-api.ts";
import { RuleBoosts, type BoostReport } from "./boosts.ts";
import { SamplingRules } from "./rules.ts";
import { SamplingStatistics, type StatisticsReport } from "./statistics.ts";

/**
 * A process that has missed this many reports loses its share of a reservoir: when an app is restarted repeatedly, its
 * earlier processes must not keep what the running one needs.
 */
const MISSED_REPORTS = 3;

/** X-Ray's response to a report about a rule. */
export interface Target extends Quota {
  readonly rule: string;
  readonly rate: number;
  /** Seconds until the next report. */
  readonly interval: number;
  /** Present while the rule is boosted. */
  readonly boost?: SamplingBoost;
}

/** X-Ray's side of sampling: the rules, the statistics that samplers report, and the quotas of processes. */
export class SamplingService {
  readonly rules: SamplingRules;
  readonly statistics = new SamplingStatistics();
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly #now: () => number;
  readonly #boosts = new RuleBoosts();
  /** By rule. */
  readonly #shares = new Map<string, ReservoirShares<string>>();

  /**
   * `now` in seconds since the epoch.
   *
   * @throws PlanError when X-Ray would reject a rule
   */
  constructor(rules: readonly XRaySamplingRule[] = [], now: () => number = () => Date.now() / 1_000) {
    this.#now = now;
    this.startedAt = now();
    this.rules = new SamplingRules(parseXRayRules(rules), now);
  }

  /** Records reports about anomalies, before those of the same call. Returns those about unknown rules. */
  reportBoosts(reports: readonly BoostReport[]): BoostReport[] {
    const unknown = reports.filter(({ rule }) => this.rules.get(rule) === undefined);
    for (const report of reports) if (!unknown.includes(report)) this.#boosts.add(report, this.#now());
    return unknown;
  }

  /** Records the reports of one call. Returns a target for each report about a known rule. */
  report(reports: readonly StatisticsReport[]): { targets: Target[]; unknown: StatisticsReport[] } {
    const now = this.#now();
    const targets = new Map<StatisticsReport, Target>();
    for (const [name, ofRule] of Map.groupBy(reports, ({ rule }) => rule)) {
      const rule = this.rules.get(name)?.rule;
      if (rule === undefined) continue;
      const shares = this.#shares.get(name) ?? new ReservoirShares(MISSED_REPORTS * REPORT_SECONDS);
      this.#shares.set(name, shares);
      const clients = ofRule.map(({ client }) => client);
      const boost = this.#boosts.current(rule, now);
      const quotas = shares.report(clients, rule.ReservoirSize, now);
      for (const report of ofRule) {
        this.statistics.add(report, rule.ReservoirSize);
        const quota = quotas.get(report.client);
        const target = { rule: name, rate: rule.FixedRate, interval: REPORT_SECONDS, ...(boost && { boost }) };
        if (quota) targets.set(report, { ...target, ...quota });
      }
    }
    // In the order of the reports.
    return {
      targets: reports.flatMap((report) => targets.get(report) ?? []),
      unknown: reports.filter((report) => !targets.has(report)),
    };
  }

  /** Forgets the boosts, and who shares the reservoir, of a rule that was removed. */
  forget(rule: string): void {
    this.#shares.delete(rule);
    this.#boosts.forget(rule);
  }

  /**
   * Statistics of each rule, in order of evaluation. `recorded` has the number of traces that name each rule: they arrive
   * up to ten seconds before the reports that count them. `captured` has the anomalies that were recorded unsampled.
   */
  views(recorded: ReadonlyMap<string, number>, captured: ReadonlyMap<string, number> = new Map()): RuleView[] {
    return this.rules.all().map(({ rule }): RuleView => {
      const totals = this.statistics.totals(rule.RuleName);
      const seen = recorded.get(rule.RuleName) ?? 0;
      const matched = Math.max(totals.requests, seen);
      const sampled = Math.max(totals.sampled, seen);
      const { reserved, requests, borrowed } = totals;
      const { anomalies, sampledAnomalies, boosts } = this.#boosts.totals(rule.RuleName);
      const boost = this.#boosts.inForce(rule.RuleName, this.#now());
      const seenUnsampled = captured.get(rule.RuleName) ?? 0;
      // Boosts raise the rate for a time that the counts don't show.
      const expected =
        requests === 0 || boosts > 0 ? undefined : (reserved + (requests - reserved) * rule.FixedRate) / requests;
      return {
        rule,
        matched,
        sampled,
        borrowed,
        ...(expected !== undefined && { expectedRate: expected }),
        ...(matched > 0 && { measuredRate: sampled / matched }),
        ...((rule.SamplingRateBoost !== undefined || seenUnsampled > 0) && {
          adaptive: {
            ...(boost && { boostRate: boost.BoostRate }),
            boosts,
            anomalies: Math.max(anomalies, sampledAnomalies + seenUnsampled),
            sampledAnomalies,
            captured: seenUnsampled,
          },
        }),
      };
    });
  }
}
