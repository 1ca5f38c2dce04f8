/**
 * The one metric that X-Ray publishes for a group: how many of its traces were recorded, each minute. It counts sampled
 * traces, not requests. There is no fault, error or latency metric: those come from groups that filter for them.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html
 */
export const TRACE_COUNT = {
  namespace: "AWS/X-Ray",
  metricName: "ApproximateTraceCount",
  dimension: "GroupName",
} as const;

/**
 * Percent of `all` that is in `part`, as CloudWatch metric math.
 *
 * Zero while there are fewer than `minimum` traces: one fault among three requests at night is no reason to wake anybody.
 * A period without data counts as zero; the 1 only keeps the division defined where the guard decides anyway.
 */
export function percentage(part: string, all: string, minimum: number): string {
  return `IF(FILL(${all}, 0) >= ${minimum}, 100 * FILL(${part}, 0) / FILL(${all}, 1), 0)`;
}
