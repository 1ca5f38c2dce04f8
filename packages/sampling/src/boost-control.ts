import { BOOST_LIMITS, type SamplingBoost } from "./boost.ts";
import type { XRaySamplingRule } from "./rule.ts";

/** Chance with which a boost is to catch an anomalous trace in a minute. */
const CHANCE = 0.95;
/** Seconds that one answer's boost is valid; the next answer renews it. */
const TTL_SECONDS = 20;
const MINUTE = 60;

/**
 * X-Ray's side of boosts, for one rule: when it is boosted, and to which rate. AWS does not publish its estimator; this one keeps to
 * what is documented: at most a minute, one boost in each window of the cooldown, the windows aligned to the clock, the
 * least rate that likely catches an anomalous trace, up to MaxRate, and none where the rule's own rate catches enough.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html
 */
export class BoostControl {
  /** Reports of the last minute. */
  #recent: { readonly at: number; readonly anomalies: number }[] = [];
  /** Of the last boost, or of the one in force when it lasts as long as it may. */
  #endsAt = -Infinity;

  /**
   * Takes one round of reports, and answers with the boost in force.
   *
   * @param anomalies reported in this round: the sum over services and processes
   * @param now seconds since 1970
   */
  report(rule: XRaySamplingRule, anomalies: number, now: number): SamplingBoost | undefined {
    const { FixedRate, SamplingRateBoost: boost } = rule;
    if (boost === undefined) return undefined;
    this.#recent = [...this.#recent.filter(({ at }) => now - at < MINUTE), { at: now, anomalies }];
    const inMinute = this.#recent.reduce((sum, report) => sum + report.anomalies, 0);
    const needed = inMinute === 0 ? 0 : 1 - (1 - CHANCE) ** (1 / inMinute);
    const rate = Math.min(boost.MaxRate, needed);
    if (rate <= FixedRate) {
      this.#endsAt = Math.min(this.#endsAt, now);
      return undefined;
    }
    if (now >= this.#endsAt) {
      const window = (at: number): number => Math.floor(at / (boost.CooldownWindowMinutes * MINUTE));
      // A boost uses up the window that it ended in: after one until 1:14 the next is from 1:20 on. Windows of a minute are
      // as long as a boost, which may then follow another at once.
      if (boost.CooldownWindowMinutes > 1 && window(now) <= window(this.#endsAt)) return undefined;
      this.#endsAt = now + BOOST_LIMITS.seconds;
    }
    return { BoostRate: rate, BoostRateTTL: Math.min(now + TTL_SECONDS, this.#endsAt) };
  }
}
