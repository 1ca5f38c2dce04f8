import type { Prices, Tier, UnitPrice } from "./prices.ts";
import { count, usd } from "./text.ts";
import type { FullUsage } from "./traffic.ts";

/** One item of the bill, with the arithmetic that leads to it. */
export interface CostLine {
  readonly item: string;
  /** Such as `148,800 − 100,000 free = 48,800 × $5.00 per million = $0.24`. */
  readonly arithmetic: string;
  readonly usd: number;
}

const BYTES_PER_GIGABYTE = 1024 ** 3;

/** The itemized monthly cost of a number of sampled traces. */
export function monthlyCost(traces: number, usage: FullUsage, prices: Prices): CostLine[] {
  const storage = usage.transactionSearch === undefined ? [recorded(traces, prices)] : searched(traces, usage, prices);
  const lines = [...storage, units("traces retrieved or scanned", usage.retrievedTraces, prices.retrieved)];
  if (usage.insights) lines.push(units("traces processed by Insights", traces, prices.insights));
  return lines;
}

function recorded(traces: number, prices: Prices): CostLine {
  return units("traces recorded", traces, prices.recorded);
}

function units(item: string, amount: number, price: UnitPrice): CostLine {
  const paid = Math.max(0, amount - price.freePerMonth);
  const cost = (paid / 1e6) * price.usdPerMillion;
  const free = price.freePerMonth === 0 ? "" : ` − ${count(price.freePerMonth)} free = ${count(paid)}`;
  const arithmetic = `${count(amount)}${free} × ${usd(price.usdPerMillion)} per million = ${usd(cost)}`;
  return { item, arithmetic, usd: cost };
}

function searched(traces: number, usage: FullUsage, prices: Prices): CostLine[] {
  const { spansPerTrace, bytesPerSpan, indexedPercent } = usage.transactionSearch ?? NOTHING;
  const price = prices.transactionSearch;
  const gigabytes = (traces * spansPerTrace * bytesPerSpan) / BYTES_PER_GIGABYTE;
  const tiers = split(gigabytes, price.spans);
  const spanCost = tiers.reduce((sum, tier) => sum + tier.gigabytes * tier.usdPerGigabyte, 0);
  const parts = tiers.map((tier) => `${count(tier.gigabytes, 2)} GB × ${usd(tier.usdPerGigabyte)}`).join(" + ");
  const size = `${count(traces)} traces × ${spansPerTrace} spans × ${bytesPerSpan} bytes = ${count(gigabytes, 2)} GB`;

  const share = Math.max(0, indexedPercent / 100 - price.freeIndexedShare);
  const indexed = traces * share;
  const indexCost = (indexed / 1e6) * price.indexedUsdPerMillion;
  const percent = `(${indexedPercent} % indexed − ${price.freeIndexedShare * 100} % free)`;
  return [
    { item: "spans ingested", arithmetic: `${size}; ${parts} = ${usd(spanCost)}`, usd: spanCost },
    {
      item: "traces indexed",
      arithmetic:
        `${count(traces)} × ${percent} = ${count(indexed)} × ` +
        `${usd(price.indexedUsdPerMillion)} per million = ${usd(indexCost)}`,
      usd: indexCost,
    },
  ];
}

const NOTHING = { spansPerTrace: 0, bytesPerSpan: 0, indexedPercent: 0 };

function split(gigabytes: number, tiers: readonly Tier[]): { gigabytes: number; usdPerGigabyte: number }[] {
  let from = 0;
  const parts = tiers.map(({ upToGigabytes, usdPerGigabyte }) => {
    const part = { gigabytes: Math.max(0, Math.min(gigabytes, upToGigabytes) - from), usdPerGigabyte };
    from = upToGigabytes;
    return part;
  });
  return parts.filter((part, index) => index === 0 || part.gigabytes > 0);
}
