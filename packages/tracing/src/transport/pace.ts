/** Pause between two batches, so that the receiver can read the previous one. */
const PAUSE_MS = 2;

/**
 * Documents per second while a backlog is sent. X-Ray accepts 2,600 per second per account and region
 * (https://docs.aws.amazon.com/general/latest/gr/xray.html), and the daemon has 8 requests of 50 documents in flight:
 * 2,000 per second while X-Ray responds within 200 ms. It silently drops the excess after a second. Measured with the
 * daemon after 10 s of absence: at 32,000 per second up to 2,650 of 25,000 were lost, at 3,200 none.
 */
export const BACKLOG_PER_SECOND = 2_000;

/** New documents queue after old ones, so they must not arrive faster than they are sent. */
const OVER_ARRIVAL = 1.25;

/** The sending rate: as fast as the receiver can read, but slower while a backlog is sent. */
export class Pace {
  /** Start of sending the backlog, by performance.now(). */
  #since: number | undefined;
  #arrived = 0;

  /** Whether a backlog is being sent. */
  get slow(): boolean {
    return this.#since !== undefined;
  }

  /** The agent is back; the backlog can be sent. */
  begin(now: number): void {
    this.#since = now;
    this.#arrived = 0;
  }

  /** The queue is empty, or the agent is unreachable again. */
  end(): void {
    this.#since = undefined;
  }

  /** A new document was queued. */
  arrived(): void {
    this.#arrived += 1;
  }

  /** Milliseconds to wait after sending `sent` documents. */
  pauseAfter(sent: number, now: number): number {
    if (this.#since === undefined) return PAUSE_MS;
    const seconds = Math.max(1, (now - this.#since) / 1_000);
    const perSecond = Math.max(BACKLOG_PER_SECOND, (OVER_ARRIVAL * this.#arrived) / seconds);
    return Math.max(PAUSE_MS, Math.ceil((sent * 1_000) / perSecond));
  }
}
