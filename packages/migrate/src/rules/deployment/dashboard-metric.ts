import { isScalar, isSeq, type Node } from "yaml";
import { addKey, setScalar } from "../../deployment/node-edits.ts";
import { isXRayNamespace, METRIC, NAMESPACE } from "../../deployment/metrics.ts";
import { endOf, itemsOf, mapsOf, nodeAt, startOf, textAt, textOf } from "../../deployment/nodes.ts";
import type { DataRule, Edit } from "../../rule.ts";

export const dashboardMetric: DataRule = {
  name: "dashboard-metric",
  title: "dashboard with metrics that X-Ray does not publish",
  why:
    `X-Ray publishes one metric: ${METRIC} in ${NAMESPACE}, with the dimension GroupName. A widget on another one stays empty; an average of ` +
    "counts has no meaning.",
  fix:
    "Make a group for each curve (all, faults, errors, slow) and draw the Sum of its counts; the response time is in the traces only. The " +
    "dashboard of this program does it. A wrong namespace and statistic of a right metric are mended.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { node } of mapsOf(file)) {
      const list = nodeAt(node, "metrics");
      if (!isSeq(list)) continue;
      const curves = curvesOf(itemsOf(list));
      const own = curves.filter(({ namespace }) => isXRayNamespace(namespace));
      for (const { item, first, namespace, metric, dimension } of own) {
        const position = { start: startOf(item), end: endOf(item) };
        if (metric !== METRIC || dimension !== "GroupName") {
          yield { ...position, message: `metric ${metric} in ${namespace} by ${dimension}: there is no such metric` };
        } else if (namespace !== NAMESPACE && isScalar(first) && textOf(first) !== ".") {
          yield { ...position, message: `namespace ${namespace}`, edits: [setScalar(file, first, NAMESPACE)] };
        }
      }
      if (own.length === 0 || own.length < curves.length || own.some(({ metric }) => metric !== METRIC)) continue;
      const stat = nodeAt(node, "stat");
      if (textAt(node, "stat") === "Sum") continue;
      const edits: Edit[] = [stat === undefined ? addKey(file, node, "stat", "Sum") : setScalar(file, stat, "Sum")];
      const at = stat ?? list;
      yield {
        start: startOf(at),
        end: endOf(at),
        message: `stat ${textAt(node, "stat") ?? "Average, the default,"} of counts`,
        edits,
      };
    }
  },
};

interface Curve {
  readonly item: Node;
  readonly first: Node | undefined;
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: string;
}

/** The metrics of a widget: `.` is what the one before has in this position, `...` all up to the last. */
function curvesOf(items: readonly Node[]): Curve[] {
  let before: string[] = [];
  return items.flatMap((item): Curve[] => {
    if (!isSeq(item)) return [];
    const words = itemsOf(item).flatMap((word) => textOf(word) ?? []);
    const expanded =
      words[0] === "..." ? [...before.slice(0, before.length - words.length + 1), ...words.slice(1)] : words;
    before = expanded.map((word, index) => (word === "." ? (before[index] ?? "") : word));
    const [namespace = "", metric = "", dimension = "nothing"] = before;
    return namespace === "" ? [] : [{ item, first: itemsOf(item)[0], namespace, metric, dimension }];
  });
}
