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
  #recent: { readonly at: number; readonly service: string; readonly anomalies: number }[] = [];
  /** Of the last boost, or of the one in force when it lasts as long as it may. */
  #endsAt = -Infinity;
  /** The last answer's. Samplers end a boost that no answer renews. */
  #answered: SamplingBoost = { BoostRate: 0, BoostRateTTL: -Infinity };
  #started = 0;

  /** Boosts that were started. */
  get started(): number {
    return this.#started;
  }

  /** The boost in force, without starting one: the last answer's, until its end. Times are seconds since 1970. */
  inForce(now: number): SamplingBoost | undefined {
    return now < this.#answered.BoostRateTTL && now < this.#endsAt ? this.#answered : undefined;
  }

  /** Takes the anomalies that one process of a service reports. */
  add(service: string, anomalies: number, now: number): void {
    if (anomalies > 0) this.#recent.push({ at: now, service, anomalies });
  }

  /** Starts a boost if one is due, and returns the one in force. */
  current({ FixedRate, SamplingRateBoost: boost }: XRaySamplingRule, now: number): SamplingBoost | undefined {
    this.#recent = this.#recent.filter(({ at }) => now - at < MINUTE);
    const rate = boost === undefined ? 0 : Math.min(boost.MaxRate, rateFor(mostAnomalies(this.#recent)));
    if (boost === undefined || rate <= FixedRate) {
      this.#endsAt = Math.min(this.#endsAt, now);
      return undefined;
    }
    if (now >= this.#endsAt) {
      // A boost uses up the window that it ended in: after one until 1:14 the next is from 1:20 on. Windows of a minute are
      // as long as a boost, which may then follow another at once.
      const cooldown = boost.CooldownWindowMinutes * MINUTE;
      if (boost.CooldownWindowMinutes > 1 && now < Math.ceil(this.#endsAt / cooldown) * cooldown) return undefined;
      this.#endsAt = now + BOOST_LIMITS.seconds;
      this.#started += 1;
    }
    this.#answered = { BoostRate: rate, BoostRateTTL: Math.floor(Math.min(now + TTL_SECONDS, this.#endsAt)) };
    return this.#answered;
  }
}

/** The anomalies of the service that reported the most: services of one trace report the same anomaly. */
function mostAnomalies(reports: readonly { readonly service: string; readonly anomalies: number }[]): number {
  const byService = new Map<string, number>();
  for (const { service, anomalies } of reports) byService.set(service, (byService.get(service) ?? 0) + anomalies);
  return Math.max(0, ...byService.values());
}

/** The rate at which at least one of so many anomalies is sampled with the probability {@link CHANCE}. */
function rateFor(anomalies: number): number {
  return anomalies === 0 ? 0 : 1 - (1 - CHANCE) ** (1 / anomalies);
}
