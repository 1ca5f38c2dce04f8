/** Between two batches, so that the receiver can read the one before. */
const PAUSE_MS = 2;

/**
 * Documents a second while what waited for the agent is worked off. X-Ray takes 2,600 a second of an account and region
 * (https://docs.aws.amazon.com/general/latest/gr/xray.html), and the daemon has 8 requests of 50 documents under way:
 * 2,000 a second while X-Ray answers within 200 ms. What comes faster it gives up after a second, without a word to the
 * sender. Tried with the daemon after 10 s of absence: at 32,000 a second up to 2,650 of 25,000 were lost, at 3,200 none.
 */
export const BACKLOG_PER_SECOND = 2_000;

/** New documents wait behind the old ones: they must not come faster than they are sent. */
const OVER_ARRIVAL = 1.25;

/** How fast to send: as fast as the receiver can read, but slowly while a backlog is worked off. */
export class Pace {
  /** When the working off began, by performance.now(). */
  #since: number | undefined;
  #arrived = 0;

  /** Whether a backlog is worked off. */
  get slow(): boolean {
    return this.#since !== undefined;
  }

  /** The agent is back, and what waited for it can be sent. */
  begin(now: number): void {
    this.#since = now;
    this.#arrived = 0;
  }

  /** Nothing waits any more, or the agent is away again. */
  end(): void {
    this.#since = undefined;
  }

  /** A new document has come. */
  arrived(): void {
    this.#arrived += 1;
  }

  /** Milliseconds to wait after so many documents were sent. */
  pauseAfter(sent: number, now: number): number {
    if (this.#since === undefined) return PAUSE_MS;
    const seconds = Math.max(1, (now - this.#since) / 1_000);
    const perSecond = Math.max(BACKLOG_PER_SECOND, (OVER_ARRIVAL * this.#arrived) / seconds);
    return Math.max(PAUSE_MS, Math.ceil((sent * 1_000) / perSecond));
  }
}
