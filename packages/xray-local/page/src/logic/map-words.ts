import type { EdgeStats, ServiceNode } from "../../../src/page-api.ts";
import { duration, percent, plural, rate } from "./format.ts";
import { OUTCOME_WORDS, sharesOf } from "./outcome.ts";

/** Mean time of a call in seconds; NaN without calls. */
export function meanTime({ totalTime, total }: EdgeStats): number {
  return total > 0 ? totalTime / total : NaN;
}

/** The statistics of a node or an edge as one sentence, for screen readers and tooltips. */
export function statsInWords(stats: EdgeStats): string {
  const shares = sharesOf(stats).map(({ outcome, share }) => `${percent(share)} ${OUTCOME_WORDS[outcome]}`);
  return [
    plural(stats.total, "call"),
    `${duration(meanTime(stats))} on average`,
    rate(stats.perMinute),
    ...shares,
  ].join(", ");
}

/** The displayed name of a node. */
export function nameInWords({ name, type }: Pick<ServiceNode, "name" | "type">): string {
  return type === "client" ? `Clients of ${name}` : name;
}

/** The displayed type: `DynamoDB Table` for `AWS::DynamoDB::Table`. */
export function typeInWords(type: string | undefined): string {
  if (type === undefined || type === "") return "service";
  return type.replace(/^AWS::/, "").replaceAll("::", " ");
}

/** The filter expression for the traces of a node. A client has the name of the service that it calls. */
export function filterForNode({ name }: Pick<ServiceNode, "name">): string {
  return `service("${quoted(name)}")`;
}

export function filterForEdge(from: Pick<ServiceNode, "name" | "type">, to: Pick<ServiceNode, "name">): string {
  if (from.type === "client") return filterForNode(to);
  return `edge("${quoted(from.name)}", "${quoted(to.name)}")`;
}

function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

/**
 * A quantile of a histogram of response times.
 * @param share from 0 to 1: 0.95 for the 95th percentile
 */
export function quantile(histogram: EdgeStats["histogram"], share: number): number {
  const sorted = [...histogram].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, entry) => sum + entry.count, 0);
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (seen >= total * share) return value;
  }
  return NaN;
}
