import { parseXRayRules, type XRaySamplingRule } from "@pmp/sampling";
import type { RuleView } from "../page-api.ts";
import { ReservoirQuotas, REPORT_SECONDS, type Quota } from "./quotas.ts";
import { SamplingRules } from "./rules.ts";
import { SamplingStatistics, type StatisticsReport } from "./statistics.ts";

/** X-Ray's answer to a report about a rule. */
export interface Target extends Quota {
  readonly rule: string;
  readonly rate: number;
  /** Seconds until the next report. */
  readonly interval: number;
}

/** Sampling as X-Ray does it: rules, what samplers report of them, and each process's part of the reservoirs. */
export class SamplingService {
  readonly rules: SamplingRules;
  readonly statistics = new SamplingStatistics();
  readonly quotas = new ReservoirQuotas();
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly #now: () => number;

  /**
   * `now` in seconds since the epoch.
   *
   * @throws PlanError when a rule is not one that X-Ray takes
   */
  constructor(rules: readonly XRaySamplingRule[] = [], now: () => number = () => Date.now() / 1_000) {
    this.#now = now;
    this.startedAt = now();
    this.rules = new SamplingRules(parseXRayRules(rules), now);
  }

  /** Takes the reports of one call; answers a target for each rule that is known. */
  report(reports: readonly StatisticsReport[]): { targets: Target[]; unknown: StatisticsReport[] } {
    const now = this.#now();
    const known = reports.filter(({ rule }) => this.rules.get(rule) !== undefined);
    for (const report of known) {
      this.statistics.add(report, this.rules.get(report.rule)?.rule.ReservoirSize ?? 0);
      this.quotas.report(report.rule, report.client, now);
    }
    return {
      targets: known.flatMap((report) => this.#target(report, now)),
      unknown: reports.filter((report) => !known.includes(report)),
    };
  }

  #target({ rule, client }: StatisticsReport, now: number): Target[] {
    const found = this.rules.get(rule)?.rule;
    if (found === undefined) return [];
    const quota = this.quotas.quota(rule, client, found.ReservoirSize, now);
    return [{ rule, rate: found.FixedRate, interval: REPORT_SECONDS, ...quota }];
  }

  /**
   * What was seen of each rule, in order of evaluation. `recorded` holds how many traces name each rule: they come up to
   * ten seconds before the reports that count them.
   */
  views(recorded: ReadonlyMap<string, number>): RuleView[] {
    return this.rules.all().map(({ rule }): RuleView => {
      const totals = this.statistics.totals(rule.RuleName);
      const seen = recorded.get(rule.RuleName) ?? 0;
      const matched = Math.max(totals.requests, seen);
      const sampled = Math.max(totals.sampled, seen);
      const { reserved, requests, borrowed } = totals;
      const expected = requests === 0 ? undefined : (reserved + (requests - reserved) * rule.FixedRate) / requests;
      return {
        rule,
        matched,
        sampled,
        borrowed,
        ...(expected !== undefined && { expectedRate: expected }),
        ...(matched > 0 && { measuredRate: sampled / matched }),
      };
    });
  }
}
