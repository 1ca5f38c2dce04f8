import { REPORT_SECONDS } from "@pmp/sampling";

/** Counts of one process for one rule since its last report; times in seconds since the epoch. */
export interface StatisticsReport {
  readonly rule: string;
  readonly client: string;
  readonly timestamp: number;
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

/** Counts of all processes for a rule in a time window. */
export interface StatisticsWindow {
  readonly rule: string;
  /** Start of the window. */
  readonly timestamp: number;
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

export interface RuleTotals {
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
  /** Requests that the reservoir could have sampled if they had been spread evenly. */
  readonly reserved: number;
}

/** X-Ray aggregates in windows as long as the interval between two reports. */
const WINDOW_SECONDS = REPORT_SECONDS;
/** Windows stored for each rule: half an hour. */
const MAX_WINDOWS = 180;

/** Aggregates the reports of samplers. */
export class SamplingStatistics {
  readonly #windows = new Map<string, Map<number, StatisticsWindow>>();
  readonly #totals = new Map<string, RuleTotals>();

  /** Adds a report about a rule whose reservoir has this size. */
  add(report: StatisticsReport, reservoir: number): void {
    const { rule } = report;
    const windows = this.#windows.get(rule) ?? new Map<number, StatisticsWindow>();
    const timestamp = Math.floor(report.timestamp / WINDOW_SECONDS) * WINDOW_SECONDS;
    const window = windows.get(timestamp) ?? { rule, timestamp, requests: 0, sampled: 0, borrowed: 0 };
    windows.set(timestamp, summed(window, report));
    for (const oldest of windows.keys()) {
      if (windows.size <= MAX_WINDOWS) break;
      windows.delete(oldest);
    }
    this.#windows.set(rule, windows);
    this.#addTotals(report, window.requests, reservoir * WINDOW_SECONDS);
  }

  /** Oldest first. */
  windows(): StatisticsWindow[] {
    return [...this.#windows.values()]
      .flatMap((windows) => [...windows.values()])
      .sort((one, other) => one.timestamp - other.timestamp || (one.rule < other.rule ? -1 : 1));
  }

  totals(rule: string): RuleTotals {
    return this.#totals.get(rule) ?? { requests: 0, sampled: 0, borrowed: 0, reserved: 0 };
  }

  #addTotals(report: StatisticsReport, before: number, capacity: number): void {
    const totals = this.totals(report.rule);
    const reserved = Math.min(before + report.requests, capacity) - Math.min(before, capacity);
    this.#totals.set(report.rule, { ...summed(totals, report), reserved: totals.reserved + reserved });
  }
}

interface Counts {
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

function summed<T extends Counts>(one: T, { requests, sampled, borrowed }: Counts): T {
  return {
    ...one,
    requests: one.requests + requests,
    sampled: one.sampled + sampled,
    borrowed: one.borrowed + borrowed,
  };
}
