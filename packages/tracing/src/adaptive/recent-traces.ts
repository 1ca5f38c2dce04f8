const SIZE = 4_096;
/** States of a trace. */
const COUNTED = 1;
const WITH_ANOMALY = 2;

/**
 * The traces that were counted lately, so that a trace that reaches this process several times is counted once. A table
 * of fixed size by the trace's randomness: a new trace replaces an older one in the same slot, so that under load some
 * repetitions are counted again.
 */
export class RecentTraces {
  readonly #traces = new Float64Array(SIZE).fill(-1);
  readonly #states = new Uint8Array(SIZE);

  /** True the first time for a trace. */
  isNew(randomness: number): boolean {
    const slot = randomness % SIZE;
    if (this.#traces[slot] === randomness) return false;
    this.#traces[slot] = randomness;
    this.#states[slot] = COUNTED;
    return true;
  }

  /** True for the first anomaly of a trace that `isNew` was asked about. */
  isFirstAnomaly(randomness: number): boolean {
    const slot = randomness % SIZE;
    if (this.#states[slot] === WITH_ANOMALY) return false;
    this.#states[slot] = WITH_ANOMALY;
    return true;
  }
}
