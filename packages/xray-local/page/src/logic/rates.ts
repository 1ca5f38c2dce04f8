import type { AdaptiveView, RuleView } from "../../../src/page-api.ts";
import { count, percent, plural } from "./format.ts";

/** Comparison of the measured rate with the expected one. */
export type Verdict =
  "no requests yet" | "boosted" | "few requests" | "as expected" | "more than expected" | "less than expected";

/** With fewer requests a deviation is not significant. */
const MIN_REQUESTS = 30;

/**
 * Compares the measured rate with the expected one. Within three standard deviations it is as expected; one rule in 370
 * is outside by chance.
 */
export function verdictOf({ matched, expectedRate, measuredRate, adaptive }: RuleView): Verdict {
  // For how many of the requests a boost was in force is not known.
  if (matched > 0 && (adaptive?.boosts ?? 0) > 0) return "boosted";
  if (expectedRate === undefined || measuredRate === undefined || matched === 0) return "no requests yet";
  const deviation = Math.sqrt((expectedRate * (1 - expectedRate)) / matched);
  const difference = measuredRate - expectedRate;
  // A difference of one request is never significant.
  if (Math.abs(difference) <= 3 * deviation + 1 / matched) return "as expected";
  if (matched < MIN_REQUESTS) return "few requests";
  return difference > 0 ? "more than expected" : "less than expected";
}

/** Adaptive sampling of a rule: its boosts, and how many of the requests with an anomaly were recorded. */
export function adaptiveInWords({ boostRate, boosts, anomalies, sampledAnomalies, captured }: AdaptiveView): string {
  const boost = boostRate === undefined ? plural(boosts, "boost") : `boosted to ${percent(boostRate)} now`;
  const seen = `${count(sampledAnomalies + captured)} of ${count(anomalies)} anomalies seen`;
  return `${boost} · ${seen}${captured > 0 ? `, ${count(captured)} of them captured` : ""}`;
}

/** The requests that a rule matches, in short: `/api/auth/*`, `GET /api/*`. */
export function requestsOf({ rule }: Pick<RuleView, "rule">): string {
  const parts = [
    rule.HTTPMethod === "*" ? "" : rule.HTTPMethod,
    rule.Host === "*" ? rule.URLPath : `${rule.Host} ${rule.URLPath}`,
    rule.ServiceName === "*" ? "" : `to ${rule.ServiceName}`,
    rule.ServiceType === "*" ? "" : `on ${rule.ServiceType}`,
    ...Object.entries(rule.Attributes ?? {}).map(([key, value]) => `${key}=${value}`),
  ].filter((part) => part !== "");
  return parts.length === 1 && parts[0] === "*" ? "all requests" : parts.join(" ");
}
