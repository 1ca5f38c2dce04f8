/** How many requests of a rule are recorded each second before its fixed rate counts. */
export class Reservoir {
  /** The rule's size, shared by all processes that use it. */
  readonly #size: number;
  #second = 0;
  #used = 0;
  #quota: { perSecond: number; until: number } | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  /**
   * X-Ray gives each process a quota of the reservoir. Until one has come, or when it has expired, a process may borrow
   * one request a second. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
   */
  setQuota(perSecond: number, untilSeconds: number): void {
    this.#quota = { perSecond, until: untilSeconds };
  }

  /** Takes over the quota of the same rule's former reservoir. */
  adopt(former: Reservoir): void {
    this.#quota = former.#quota;
    this.#second = former.#second;
    this.#used = former.#used;
  }

  take(nowSeconds: number): "taken" | "borrowed" | undefined {
    if (this.#size <= 0) return undefined;
    const second = Math.floor(nowSeconds);
    if (second !== this.#second) {
      this.#second = second;
      this.#used = 0;
    }
    const quota = this.#quota;
    const valid = quota !== undefined && quota.until > nowSeconds;
    if (this.#used >= (valid ? quota.perSecond : 1)) return undefined;
    this.#used += 1;
    return valid ? "taken" : "borrowed";
  }
}
