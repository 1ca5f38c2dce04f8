/** AWS's price per million, after a monthly free number. */
export interface UnitPrice {
  readonly usdPerMillion: number;
  readonly freePerMonth: number;
}

/** AWS's price per gigabyte up to a size; the last tier is unlimited. */
export interface Tier {
  readonly upToGigabytes: number;
  readonly usdPerGigabyte: number;
}

/** Prices of one region on one day. */
export interface Prices {
  readonly region: string;
  /** The day on which the prices were looked up, as YYYY-MM-DD. */
  readonly date: string;
  readonly source: string;
  /** Traces that X-Ray stores. The free number is per account, so other services may use it up. */
  readonly recorded: UnitPrice;
  /** Traces that are read in the console or through the API, or scanned by a query. */
  readonly retrieved: UnitPrice;
  /** Traces that Insights looks at, in groups where it is on. */
  readonly insights: UnitPrice;
  /** When Transaction Search is on, spans go to CloudWatch Logs and are paid by size instead of by recorded trace. */
  readonly transactionSearch: {
    readonly source: string;
    /** false: reported by others, not seen on a page of AWS itself. */
    readonly confirmed: boolean;
    readonly spans: readonly Tier[];
    /** Share of the traces that is indexed free of charge. */
    readonly freeIndexedShare: number;
    readonly indexedUsdPerMillion: number;
  };
}

const TERABYTE = 1024;

/** Prices of us-east-1. Other regions differ: pass your own. */
export const PRICES: Prices = {
  region: "us-east-1",
  date: "2026-11-22",
  source: "https://aws.amazon.com/xray/pricing/",
  recorded: { usdPerMillion: 5, freePerMonth: 100_000 },
  retrieved: { usdPerMillion: 0.5, freePerMonth: 1_000_000 },
  insights: { usdPerMillion: 1, freePerMonth: 0 },
  transactionSearch: {
    source: "https://aws.amazon.com/cloudwatch/pricing/",
    confirmed: false,
    spans: [
      { upToGigabytes: 10 * TERABYTE, usdPerGigabyte: 0.35 },
      { upToGigabytes: 30 * TERABYTE, usdPerGigabyte: 0.2 },
      { upToGigabytes: Infinity, usdPerGigabyte: 0.15 },
    ],
    freeIndexedShare: 0.01,
    indexedUsdPerMillion: 0.75,
  },
};
