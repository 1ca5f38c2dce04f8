import type { RuleView } from "../../../src/page-api.ts";

/** How what a rule sampled stands to what it says. */
export type Verdict = "no requests yet" | "few requests" | "as expected" | "more than expected" | "less than expected";

/** Fewer requests than this say nothing about a rate. */
const ENOUGH = 30;

/**
 * Compares the measured rate to the expected one. Chance alone moves the measured one by some: as expected is what lies
 * within three standard deviations, which one rule in 370 leaves by chance.
 */
export function verdictOf({ matched, expectedRate, measuredRate }: RuleView): Verdict {
  if (expectedRate === undefined || measuredRate === undefined || matched === 0) return "no requests yet";
  const deviation = Math.sqrt((expectedRate * (1 - expectedRate)) / matched);
  const difference = measuredRate - expectedRate;
  // One request more or less than expected is never a finding.
  if (Math.abs(difference) <= 3 * deviation + 1 / matched) return "as expected";
  if (matched < ENOUGH) return "few requests";
  return difference > 0 ? "more than expected" : "less than expected";
}

/** `/api/auth/*`, `GET /api/*`: which requests a rule is for, in as few words as say it. */
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
