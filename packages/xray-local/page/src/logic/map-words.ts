import type { EdgeStats, ServiceNode } from "../../../src/page-api.ts";
import { duration, percent, plural, rate } from "./format.ts";
import { OUTCOME_WORDS, sharesOf } from "./outcome.ts";

/** Mean time of a call in seconds; not a number when there was none. */
export function meanTime({ totalTime, total }: EdgeStats): number {
  return total > 0 ? totalTime / total : NaN;
}

/** All that a node or an edge shows, as one sentence: what a screen reader says and what a pointer shows. */
export function statsInWords(stats: EdgeStats): string {
  const shares = sharesOf(stats).map(({ outcome, share }) => `${percent(share)} ${OUTCOME_WORDS[outcome]}`);
  return [
    plural(stats.total, "call"),
    `${duration(meanTime(stats))} on average`,
    rate(stats.perMinute),
    ...shares,
  ].join(", ");
}

/** What a node is called on the map. */
export function nameInWords({ name, type }: Pick<ServiceNode, "name" | "type">): string {
  return type === "client" ? `Clients of ${name}` : name;
}

/** The type as people say it: `AWS::DynamoDB::Table` is `DynamoDB Table`. */
export function typeInWords(type: string | undefined): string {
  if (type === undefined || type === "") return "service";
  return type.replace(/^AWS::/, "").replaceAll("::", " ");
}

/** The filter expression for the traces that touch a node. Clients have the name of the service that they call. */
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
 * A value from a histogram of response times: the time that a share of the calls did not exceed.
 * @param share 0 to 1, such as 0.95
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
