import type { Violation } from "../../kit/definition.ts";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { collectUnknowns } from "../../kit/unknown.ts";
import { alarmMetrics, at, METRIC_ALARM, type AlarmMetric } from "./metric.ts";

/** Metrics of one namespace, each with the sets of dimensions that it is published under. */
type Catalogue = Readonly<Record<string, readonly (readonly string[])[]>>;

const SIGNALS = [
  ["Environment", "Service"],
  ["Environment", "Operation", "Service"],
];

/**
 * Published metrics about traces. X-Ray itself has one metric, per group:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html. Application Signals:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AppSignals-MetricsCollected.html
 */
const NAMESPACES: Readonly<Record<string, Catalogue>> = {
  "AWS/X-Ray": { ApproximateTraceCount: [["GroupName"]] },
  ApplicationSignals: { Latency: SIGNALS, Fault: SIGNALS, Error: SIGNALS },
};

/** How people write X-Ray's namespace when they guess. */
const MISSPELT = /^(?:aws[/ _-]?)?x[- _]?ray$/i;

export const alarmMetricExists = resourcePolicy({
  name: "alarm-metric-exists",
  title: "An alarm on traces watches a metric that is published, under dimensions that it has.",
  why:
    "CloudWatch accepts an alarm on a metric that is never published. Such an alarm never fires. X-Ray has no " +
    "fault, error or latency metric: it counts the traces of groups.",
  fix:
    "Watch ApproximateTraceCount in AWS/X-Ray by GroupName, with a group that filters for what is counted; a rate is metric math " +
    "on two groups.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("OPS08-BP04"), wellArchitected("REL06-BP01")],
  types: [METRIC_ALARM],
  *check(alarm) {
    yield* collectUnknowns(alarmMetrics(alarm).map((read) => () => read().flatMap(problems)));
  },
});

function problems({ path, namespace, metricName, dimensions }: AlarmMetric): Violation[] {
  const catalogue = NAMESPACES[namespace];
  if (catalogue === undefined) {
    if (!MISSPELT.test(namespace)) return [];
    return [{ path: at(path, "namespace"), message: `There is no namespace ${namespace}; X-Ray's is AWS/X-Ray.` }];
  }
  const sets = catalogue[metricName];
  if (sets === undefined) {
    const known = Object.keys(catalogue).join(", ");
    return [{ path: at(path, "metricName"), message: `${namespace} has no metric ${metricName}; it has ${known}.` }];
  }
  const given = Object.keys(dimensions).sort();
  if (sets.some((set) => set.length === given.length && set.every((name) => given.includes(name)))) return [];
  return [
    {
      path: at(path, "dimensions"),
      message:
        `${metricName} isn't published under ${given.length === 0 ? "no dimension" : given.join(" and ")}, ` +
        `but under ${sets.map((set) => set.join(" and ")).join(", or ")}.`,
    },
  ];
}
