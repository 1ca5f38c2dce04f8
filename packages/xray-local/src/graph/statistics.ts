import type { EdgeStats } from "../page-api.ts";
import type { Outcome } from "./flows.ts";

/** Counts calls by outcome and response time. */
export class Statistics {
  readonly #outcomes: Record<Outcome, number> = { ok: 0, error: 0, throttle: 0, fault: 0 };
  readonly #histogram = new Map<number, number>();
  #totalTime = 0;

  add(seconds: number, outcome: Outcome): void {
    this.#outcomes[outcome]++;
    this.#totalTime += seconds;
    const value = twoDigits(seconds);
    this.#histogram.set(value, (this.#histogram.get(value) ?? 0) + 1);
  }

  /** `seconds` is the period in which the calls were made; less than a minute counts as one. */
  toStats(seconds: number): EdgeStats {
    const { ok, error, throttle, fault } = this.#outcomes;
    const total = ok + error + throttle + fault;
    const histogram = [...this.#histogram].sort(([one], [other]) => one - other);
    return {
      total,
      ok,
      error: error + throttle,
      throttle,
      fault,
      totalTime: Math.round(this.#totalTime * 1e6) / 1e6,
      perMinute: total / Math.max(1, seconds / 60),
      histogram: histogram.map(([value, count]) => ({ value, count })),
    };
  }
}

/** Two significant digits keep the number of histogram entries small, with an error of at most 5 %. */
function twoDigits(seconds: number): number {
  if (seconds <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(seconds)) - 1);
  // Divides by the power of ten instead of multiplying by its inverse, so that equal times give equal numbers.
  return unit < 1 ? Math.round(seconds / unit) / Math.round(1 / unit) : Math.round(seconds / unit) * unit;
}
