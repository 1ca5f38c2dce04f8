import type { SampledRule } from "../forecast/expected.ts";
import { QUOTA_SECONDS, REPORT_SECONDS, Reservoir, ReservoirShares } from "@pmp/sampling";
import type { Random } from "./random.ts";

/** An instance of a service: its share of the reservoir, and its unreported counts. */
interface Instance {
  readonly reservoir: Reservoir;
  unreported: number;
}

/** The counts of one rule. */
export interface Counts {
  requests: number;
  sampled: number;
  /** Sampled without a quota. */
  borrowed: number;
}

/** The instances of a service and X-Ray, which divides one rule's reservoir among them, second by second. */
export class RuleProtocol {
  readonly #rule: SampledRule;
  readonly #random: Random;
  readonly #instances: Instance[];
  readonly #shares = new ReservoirShares<Instance>(QUOTA_SECONDS);
  #second = 0;

  constructor(rule: SampledRule, instances: number, random: Random) {
    this.#rule = rule;
    this.#random = random;
    this.#instances = Array.from({ length: instances }, () => ({
      reservoir: new Reservoir(rule.reservoir),
      unreported: 0,
    }));
  }

  /** Simulates one second with an average number of evenly spread requests, and adds its counts. */
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
    const first = instance.reservoir.takeUpTo(requests, this.#second);
    counts.requests += requests;
    counts.sampled += yes + this.#coinsBeaten(first, yes, no);
    if (instance.reservoir.borrows(this.#second)) counts.borrowed += first;
  }

  /** Number of first requests (in random order) that the reservoir samples although the rate would not. */
  #coinsBeaten(first: number, yes: number, no: number): number {
    if (first >= yes + no) return no;
    let left = yes + no;
    let leftNo = no;
    for (let i = 0; i < first; i++) if (this.#random.uniform() * left-- < leftNo) leftNo--;
    return no - leftNo;
  }

  /** Instances with something to report do so, and are answered with their quotas. */
  #report(): void {
    const reporting = this.#instances.filter((instance) => instance.unreported > 0);
    const quotas = this.#shares.report(reporting, this.#rule.reservoir, this.#second);
    for (const [instance, quota] of quotas) {
      instance.reservoir.setQuota(quota);
      instance.unreported = 0;
    }
  }
}
