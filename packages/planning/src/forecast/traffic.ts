/** The requests that a service gets. */
export interface Traffic {
  /** Requests by path. */
  readonly paths: readonly PathTraffic[];
  /** Processes that share the load evenly; each has its own part of a reservoir. Default 1. */
  readonly instances?: number;
  /** Weight of each of the 24 hours of a day; only their ratios count. Default: all hours alike. */
  readonly daily?: readonly number[];
}

/** The requests of one kind. */
export interface PathTraffic {
  /** A path as it is requested, such as `/api/orders/7`; not a pattern. */
  readonly path: string;
  /** Default GET. */
  readonly method?: string;
  /** Default: no host is known. */
  readonly host?: string;
  /** Mean over the day, 0 to 1,000,000. */
  readonly requestsPerSecond: number;
}

/** What else is paid for. */
export interface Usage {
  /** Days of the month that is forecast, 28 to 31. Default 30. */
  readonly daysPerMonth?: number;
  /** Traces that people and programs read or scan in a month. Default 0. */
  readonly retrievedTraces?: number;
  /** Whether Insights is on for all traces. Default false. */
  readonly insights?: boolean;
  /** When Transaction Search is on: how much the traces weigh. Default: it is off. */
  readonly transactionSearch?: TransactionSearch;
}

export interface TransactionSearch {
  /** 1 to 10,000. */
  readonly spansPerTrace: number;
  /** 1 to 204,800. */
  readonly bytesPerSpan: number;
  /** Share of the traces that is indexed, in percent. Default 1, which is free. */
  readonly indexedPercent?: number;
}

/** Traffic with its defaults filled in. */
export type FullTraffic = Required<Traffic>;
/** Usage with its defaults filled in. */
export type FullUsage = Required<Omit<Usage, "transactionSearch">> & {
  readonly transactionSearch?: Required<TransactionSearch>;
};

export const HOURS = 24;
const FLAT = Array<number>(HOURS).fill(1);

const DAYS_PER_MONTH = 30;
const INDEXED_PERCENT = 1;

/** Traffic with its defaults filled in. */
export function fullTraffic({ paths, instances = 1, daily = FLAT }: Traffic): FullTraffic {
  return { paths: paths.map((item) => ({ method: "GET", ...item })), instances, daily };
}

/** Usage with its defaults filled in. */
export function fullUsage(usage: Usage): FullUsage {
  const { daysPerMonth = DAYS_PER_MONTH, retrievedTraces = 0, insights = false, transactionSearch } = usage;
  const own = { daysPerMonth, retrievedTraces, insights };
  return transactionSearch === undefined
    ? own
    : { ...own, transactionSearch: { indexedPercent: INDEXED_PERCENT, ...transactionSearch } };
}
