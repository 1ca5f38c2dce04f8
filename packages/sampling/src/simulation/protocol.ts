import type { SampledRule } from "../forecast/expected.ts";
import type { Random } from "./random.ts";

/**
 * X-Ray's sampling protocol for one rule, second by second: instances borrow until they have a quota, report every ten
 * seconds, and get their part of the reservoir with a date on which it ends.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */

/** Seconds between two reports of an instance. */
const REPORT_SECONDS = 10;
/** Seconds that a quota holds, and that X-Ray remembers an instance which reports nothing. */
const QUOTA_SECONDS = 300;

interface Instance {
  quota: number;
  quotaUntil: number;
  unreported: number;
  lastReport: number;
}

/** What one rule did. */
export interface Counts {
  requests: number;
  sampled: number;
  /** Sampled without a quota. */
  borrowed: number;
}

/** The instances of a service and the part of X-Ray that shares out one rule's reservoir. */
export class RuleProtocol {
  readonly #rule: SampledRule;
  readonly #random: Random;
  readonly #instances: Instance[];
  #second = 0;

  constructor(rule: SampledRule, instances: number, random: Random) {
    this.#rule = rule;
    this.#random = random;
    this.#instances = Array.from({ length: instances }, () => ({
      quota: 0,
      quotaUntil: -1,
      unreported: 0,
      lastReport: -Infinity,
    }));
  }

  /** Runs one second with so many requests on average, spread evenly, and adds what happened. */
  runSecond(requestsPerSecond: number, counts: Counts): void {
    if (this.#second > 0 && this.#second % REPORT_SECONDS === 0) this.#report();
    const mean = requestsPerSecond / this.#instances.length;
    for (const instance of this.#instances) this.#serve(instance, mean, counts);
    this.#second++;
  }

  #serve(instance: Instance, mean: number, counts: Counts): void {
    // Requests that their coin would sample and those that it would not, drawn apart: their sum is the same as a
    // Poisson number that is then divided coin by coin.
    const yes = this.#random.poisson(mean * this.#rule.rate);
    const no = this.#random.poisson(mean * (1 - this.#rule.rate));
    const requests = yes + no;
    if (requests === 0) return;
    instance.unreported += requests;
    const borrowing = this.#second >= instance.quotaUntil;
    const reserve = borrowing ? Math.min(1, this.#rule.reservoir) : instance.quota;
    const saved = this.#coinsBeaten(Math.min(reserve, requests), yes, no);
    counts.requests += requests;
    counts.sampled += yes + saved;
    if (borrowing) counts.borrowed += Math.min(reserve, requests);
  }

  /** How many of the first requests, whose order is random, the reservoir samples although their coin says no. */
  #coinsBeaten(first: number, yes: number, no: number): number {
    if (first >= yes + no) return no;
    let left = yes + no;
    let leftNo = no;
    for (let i = 0; i < first; i++) if (this.#random.uniform() * left-- < leftNo) leftNo--;
    return no - leftNo;
  }

  /** Instances with something to report do so, and get the reservoir in parts as even as whole requests allow. */
  #report(): void {
    const reporting = this.#instances.filter((instance) => instance.unreported > 0);
    for (const instance of reporting) {
      instance.lastReport = this.#second;
      instance.unreported = 0;
    }
    const known = this.#instances.filter((instance) => this.#second - instance.lastReport < QUOTA_SECONDS);
    const part = Math.floor(this.#rule.reservoir / known.length);
    const more = this.#rule.reservoir % known.length;
    for (const [rank, instance] of known.entries()) {
      if (instance.lastReport !== this.#second) continue;
      instance.quota = part + (rank < more ? 1 : 0);
      instance.quotaUntil = this.#second + QUOTA_SECONDS;
    }
  }
}
