/** The requests that a service gets. */
export interface Traffic {
  /** Requests by path. */
  readonly paths: readonly PathTraffic[];
  /** Processes that share the load evenly; each has its own part of a reservoir. Default 1. */
  readonly instances?: number;
  /** Percent of the requests that fail (5xx) while there is no incident, 0 to 100. Default 0. */
  readonly faultPercent?: number;
  /** When and how the service fails: needed to price boosts and captured traces. Default: not known. */
  readonly incidents?: Incidents;
  /** Weight of each of the 24 hours of a day; only their ratios count. Default: all hours alike. */
  readonly daily?: readonly number[];
}

/** Times at which many requests fail. */
export interface Incidents {
  /** How many in a month, 0 to 10,000. */
  readonly perMonth: number;
  /** Length of one: 1 to 1440 minutes. */
  readonly minutes: number;
  /** Percent of the requests of every path that fail in an incident, 0 to 100. */
  readonly faultPercent: number;
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
export type FullTraffic = Required<Omit<Traffic, "incidents">> & Pick<Traffic, "incidents">;
/** Usage with its defaults filled in. */
export type FullUsage = Required<Omit<Usage, "transactionSearch">> & {
  readonly transactionSearch?: Required<TransactionSearch>;
};

export const HOURS = 24;
const FLAT = Array<number>(HOURS).fill(1);

const DAYS_PER_MONTH = 30;
const INDEXED_PERCENT = 1;

/** Traffic with its defaults filled in. */
export function fullTraffic({ paths, instances = 1, daily = FLAT, faultPercent = 0, incidents }: Traffic): FullTraffic {
  const known = { paths: paths.map((item) => ({ method: "GET", ...item })), instances, daily, faultPercent };
  return incidents === undefined ? known : { ...known, incidents };
}

/** Usage with its defaults filled in. */
export function fullUsage(usage: Usage): FullUsage {
  const { daysPerMonth = DAYS_PER_MONTH, retrievedTraces = 0, insights = false, transactionSearch } = usage;
  const own = { daysPerMonth, retrievedTraces, insights };
  return transactionSearch === undefined
    ? own
    : { ...own, transactionSearch: { indexedPercent: INDEXED_PERCENT, ...transactionSearch } };
}
