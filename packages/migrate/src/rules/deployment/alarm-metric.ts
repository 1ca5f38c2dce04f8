import type { YAMLMap } from "yaml";
import { setScalar } from "../../deployment/node-edits.ts";
import { endOf, itemsOf, mapsOf, nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import { isXRayNamespace, METRIC, NAMESPACE } from "../../deployment/metrics.ts";
import type { DataFile } from "../../read/data-file.ts";
import type { DataRule, Found } from "../../rule.ts";

export const alarmMetric: DataRule = {
  name: "alarm-metric",
  title: "alarm on a metric that X-Ray does not publish",
  why:
    `X-Ray publishes one metric: ${METRIC} in ${NAMESPACE}, with the dimension GroupName. An alarm on another one stays in ` +
    "INSUFFICIENT_DATA, and never fires.",
  fix:
    'Make two groups, service("NAME") and service("NAME") { fault }, and an alarm by metric math on the two counts, with at least some traces: ' +
    "IF(FILL(all,0) >= 20, 100*FILL(faults,0)/all, 0). `alarms` of this program's stack files does all of it.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { node, within } of mapsOf(file)) {
      const [namespace, metric] = [nodeAt(node, "Namespace"), textAt(node, "MetricName")];
      const given = textAt(node, "Namespace") ?? "";
      if (namespace === undefined || metric === undefined || !isXRayNamespace(given)) continue;
      const position = { start: startOf(namespace), end: endOf(namespace) };
      const hasGroup = itemsOf(nodeAt(node, "Dimensions")).some(
        (dimension) => textAt(dimension, "Name") === "GroupName",
      );
      if (metric === METRIC && hasGroup) {
        if (given !== NAMESPACE)
          yield { ...position, message: `namespace ${given}`, edits: [setScalar(file, namespace, NAMESPACE)] };
        yield* ofStatistic(file, node);
      } else {
        const without = hasGroup ? "" : " without the dimension GroupName";
        yield { ...position, message: `metric ${metric} in ${given}${without}: there is no such metric` };
      }
      const alarm = [...within]
        .reverse()
        .find(
          (one): one is YAMLMap =>
            textAt(one, "AlarmName") !== undefined || nodeAt(one, "ComparisonOperator") !== undefined,
        );
      if (alarm !== undefined) yield* ofAlarm(alarm);
    }
  },
};

function* ofStatistic(file: DataFile, node: YAMLMap): Iterable<Found> {
  for (const key of ["Statistic", "Stat"]) {
    const statistic = nodeAt(node, key);
    const text = textAt(node, key);
    if (statistic === undefined || text === undefined || text === "Sum") continue;
    const message = `${key} ${text} of a count`;
    yield { start: startOf(statistic), end: endOf(statistic), message, edits: [setScalar(file, statistic, "Sum")] };
  }
}

function* ofAlarm(alarm: YAMLMap): Iterable<Found> {
  const name = textAt(alarm, "AlarmName") ?? "the alarm";
  const at = startOf(nodeAt(alarm, "AlarmName") ?? alarm);
  if (nodeAt(alarm, "AlarmActions") === undefined) {
    yield { start: at, end: at, message: `${name} has no AlarmActions: nobody is notified` };
  }
  if (nodeAt(alarm, "TreatMissingData") === undefined) {
    yield {
      start: at,
      end: at,
      message: `${name} does not say what missing data means: write TreatMissingData notBreaching`,
    };
  }
}
