/**
 * The reservoir of a sampling rule, as X-Ray and the processes that sample share it:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 *
 * A process borrows one request per second until it has a quota. It reports its counts every ten seconds and is
 * answered with its part of the reservoir and the time at which that part expires.
 */

/** Seconds between two reports from one process */
export const REPORT_SECONDS = 10;
/** Seconds for which a quota is valid. */
export const QUOTA_SECONDS = 300;

/** The part of a rule's reservoir that one process may use. */
export interface Quota {
  /** Requests per second. */
  readonly quota: number;
  /** Time of expiry, in the unit and from the origin of the clock that the caller uses: seconds. */
  readonly until: number;
}

/** The process's side: how many requests per second are sampled before the fixed rate counts. All times in seconds. */
export class Reservoir {
  readonly #size: number;
  #second = 0;
  #used = 0;
  #quota = 0;
  #quotaUntil = -Infinity;

  /** @param size the rule's ReservoirSize, shared by all processes that use the rule; 0 samples nothing */
  constructor(size: number) {
    this.#size = size;
  }

  setQuota({ quota, until }: Quota): void {
    this.#quota = quota;
    this.#quotaUntil = until;
  }

  /** Continues with the quota and the use of an earlier reservoir of the same rule. */
  adopt(former: Reservoir): void {
    this.#quota = former.#quota;
    this.#quotaUntil = former.#quotaUntil;
    this.#second = former.#second;
    this.#used = former.#used;
  }

  /** Whether requests are borrowed, because there is no valid quota. */
  borrows(now: number): boolean {
    return now >= this.#quotaUntil;
  }

  /** Samples one request if the reservoir allows it: from the quota, or borrowed. */
  take(now: number): "quota" | "borrowed" | undefined {
    const borrows = this.borrows(now);
    const limit = this.#limit(now, borrows);
    if (this.#used >= limit) return undefined;
    this.#used += 1;
    return borrows ? "borrowed" : "quota";
  }

  /** Samples at most so many requests, and returns how many the reservoir allowed. */
  takeUpTo(requests: number, now: number): number {
    const limit = this.#limit(now, this.borrows(now));
    const taken = Math.max(0, Math.min(requests, limit - this.#used));
    this.#used += taken;
    return taken;
  }

  /** Requests that may be sampled in this second; resets the count in a new one, so call it before reading `#used`. */
  #limit(now: number, borrows: boolean): number {
    if (this.#size <= 0) return 0;
    const second = Math.floor(now);
    if (second !== this.#second) {
      this.#second = second;
      this.#used = 0;
    }
    return borrows ? 1 : this.#quota;
  }
}

/**
 * X-Ray's side: divides a rule's reservoir among the processes that report about it, as evenly as whole requests allow.
 */
export class ReservoirShares<Client> {
  readonly #forgetAfter: number;
  /** Second of the last report. */
  readonly #reportedAt = new Map<Client, number>();

  /** @param forgetAfter seconds without a report after which a process no longer has a part */
  constructor(forgetAfter: number) {
    this.#forgetAfter = forgetAfter;
  }

  /**
   * Records reports that came together, and returns the quotas of those processes. Processes that have not reported
   * have no part.
   */
  report(clients: Iterable<Client>, reservoir: number, now: number): Map<Client, Quota> {
    for (const client of clients) this.#reportedAt.set(client, now);
    for (const [client, at] of this.#reportedAt) {
      if (now - at > this.#forgetAfter) this.#reportedAt.delete(client);
    }
    const part = Math.floor(reservoir / this.#reportedAt.size);
    let rest = reservoir % this.#reportedAt.size;
    const quotas = new Map<Client, Quota>();
    for (const [client, at] of this.#reportedAt) {
      if (at === now) quotas.set(client, { quota: part + (rest > 0 ? 1 : 0), until: now + QUOTA_SECONDS });
      rest -= 1;
    }
    return quotas;
  }
}
