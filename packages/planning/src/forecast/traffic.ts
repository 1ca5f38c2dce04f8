import { member, type Checks } from "@pmp/sampling";

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

const FIXES = {
  traffic: "Write traffic as { paths: [{ path: /api/orders, requestsPerSecond: 5 }] }.",
  path: "Write a path as it is requested, such as /api/orders/7.",
  method: "Write the method of the requests, such as GET.",
  host: "Write the host of the requests, or leave it out.",
  rate: "Write the mean requests per second over a day.",
  instances: "Write the number of processes that share the load.",
  daily: "Write one weight per hour of the day, from midnight on.",
  usage: "Write usage as { retrievedTraces: 100000, insights: true }.",
  days: "Write the days of the month.",
  retrieved: "Write the traces that are read or scanned in a month.",
  insights: "Write true or false.",
  transactionSearch: "Write transactionSearch as { spansPerTrace: 8, bytesPerSpan: 900 }.",
  spans: "Write the mean number of spans in a trace.",
  bytes: "Write the mean size of a span in bytes.",
  indexed: "Write the percentage that Transaction Search indexes.",
};

const DAYS_PER_MONTH = 30;
const INDEXED_PERCENT = 1;

/** Traffic with its defaults filled in. */
export function fullTraffic({ paths, instances = 1, daily = FLAT }: Traffic): FullTraffic {
  return { paths, instances, daily };
}

/** Usage with its defaults filled in. */
export function fullUsage(usage: Usage): FullUsage {
  const { daysPerMonth = DAYS_PER_MONTH, retrievedTraces = 0, insights = false, transactionSearch } = usage;
  const own = { daysPerMonth, retrievedTraces, insights };
  return transactionSearch === undefined
    ? own
    : { ...own, transactionSearch: { indexedPercent: INDEXED_PERCENT, ...transactionSearch } };
}

/** Reads traffic; undefined when there is none or something in it is wrong. */
export function readTraffic(checks: Checks, path: string, value: unknown): FullTraffic | undefined {
  if (value === undefined) return undefined;
  const before = checks.problems.length;
  const record = checks.object(path, value, FIXES.traffic);
  if (record === undefined) return undefined;
  checks.keys(path, record, ["paths", "instances", "daily"]);
  const list = checks.list(member(path, "paths"), record.paths, FIXES.traffic) ?? [];
  if (list.length === 0 && Array.isArray(record.paths)) {
    checks.add("out-of-range", member(path, "paths"), record.paths, "at least one path", FIXES.traffic);
  }
  const paths = list.map((item, index) => readPath(checks, `${member(path, "paths")}[${index}]`, item));
  const instances =
    record.instances === undefined
      ? 1
      : checks.number(
          member(path, "instances"),
          record.instances,
          { min: 1, max: 100_000, whole: true },
          FIXES.instances,
        );
  const daily = record.daily === undefined ? FLAT : readDaily(checks, member(path, "daily"), record.daily);
  if (checks.problems.length > before || instances === undefined || daily === undefined) return undefined;
  return { paths: paths.filter((item) => item !== undefined), instances, daily };
}

function readPath(checks: Checks, path: string, value: unknown): PathTraffic | undefined {
  const record = checks.object(path, value, FIXES.traffic);
  if (record === undefined) return undefined;
  checks.keys(path, record, ["path", "method", "host", "requestsPerSecond"]);
  const given = checks.text(member(path, "path"), record.path, 2048, FIXES.path);
  if (given !== undefined && (!given.startsWith("/") || given.includes("*"))) {
    checks.add("not-a-path", member(path, "path"), given, "a path that begins with / and has no *", FIXES.path);
  }
  const method =
    record.method === undefined ? "GET" : checks.text(member(path, "method"), record.method, 32, FIXES.method);
  const host = record.host === undefined ? undefined : checks.text(member(path, "host"), record.host, 255, FIXES.host);
  const range = { min: 0, max: 1_000_000 };
  const rps = checks.number(member(path, "requestsPerSecond"), record.requestsPerSecond, range, FIXES.rate);
  if (given === undefined || method === undefined || rps === undefined) return undefined;
  const item = { path: given, method, requestsPerSecond: rps };
  return host === undefined ? item : { ...item, host };
}

function readDaily(checks: Checks, path: string, value: unknown): readonly number[] | undefined {
  const list = checks.list(path, value, FIXES.daily);
  if (list === undefined) return undefined;
  if (list.length !== HOURS) {
    checks.add("out-of-range", path, value, `${HOURS} weights`, FIXES.daily);
    return undefined;
  }
  const weights = list.map(
    (item, hour) => checks.number(`${path}[${hour}]`, item, { min: 0, max: 1e9 }, FIXES.daily) ?? 0,
  );
  if (weights.some((weight) => weight > 0)) return weights;
  checks.add("out-of-range", path, value, "at least one weight above 0", FIXES.daily);
  return undefined;
}

/** Reads usage; its defaults when there is none, undefined when something in it is wrong. */
export function readUsage(checks: Checks, path: string, value: unknown): FullUsage | undefined {
  const defaults = fullUsage({});
  if (value === undefined) return defaults;
  const before = checks.problems.length;
  const record = checks.object(path, value, FIXES.usage);
  if (record === undefined) return undefined;
  checks.keys(path, record, ["daysPerMonth", "retrievedTraces", "insights", "transactionSearch"]);
  const number = (key: "daysPerMonth" | "retrievedTraces", min: number, max: number, fix: string): number =>
    record[key] === undefined
      ? defaults[key]
      : (checks.number(member(path, key), record[key], { min, max, whole: true }, fix) ?? defaults[key]);
  const daysPerMonth = number("daysPerMonth", 28, 31, FIXES.days);
  const retrievedTraces = number("retrievedTraces", 0, 1e12, FIXES.retrieved);
  const insights = record.insights ?? false;
  if (typeof insights !== "boolean") {
    checks.add("wrong-type", member(path, "insights"), insights, "true or false", FIXES.insights);
  }
  const search = readTransactionSearch(checks, member(path, "transactionSearch"), record.transactionSearch);
  if (checks.problems.length > before) return undefined;
  const usage = { daysPerMonth, retrievedTraces, insights: insights === true };
  return search === undefined ? usage : { ...usage, transactionSearch: search };
}

function readTransactionSearch(checks: Checks, path: string, value: unknown): Required<TransactionSearch> | undefined {
  if (value === undefined) return undefined;
  const record = checks.object(path, value, FIXES.transactionSearch);
  if (record === undefined) return undefined;
  checks.keys(path, record, ["spansPerTrace", "bytesPerSpan", "indexedPercent"]);
  const spans = checks.number(
    member(path, "spansPerTrace"),
    record.spansPerTrace,
    { min: 1, max: 10_000 },
    FIXES.spans,
  );
  const bytes = checks.number(member(path, "bytesPerSpan"), record.bytesPerSpan, { min: 1, max: 204_800 }, FIXES.bytes);
  const indexed =
    record.indexedPercent === undefined
      ? INDEXED_PERCENT
      : checks.number(member(path, "indexedPercent"), record.indexedPercent, { min: 0, max: 100 }, FIXES.indexed);
  if (spans === undefined || bytes === undefined || indexed === undefined) return undefined;
  return { spansPerTrace: spans, bytesPerSpan: bytes, indexedPercent: indexed };
}
