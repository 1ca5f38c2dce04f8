import { warn } from "../report.ts";

/** A token bucket: at most so many captured requests a second, and counts those over it. */
export class CaptureLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;
  #skipped = 0;

  /** @param now milliseconds of a clock that is never set back */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = perSecond;
    this.#filledAt = now();
  }

  /** Anomalous requests that were not captured because of the limit. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Uses a token; false if there is none. */
  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    this.#skipped += 1;
    warn(
      "capture-limit",
      `${this.#skipped} anomalous requests so far were not captured: more than ${this.#perSecond} a second (PMP_CAPTURE_PER_SECOND).`,
    );
    return false;
  }
}
