import { list, record, text } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";

export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** One metric that an alarm looks at. */
export interface AlarmMetric {
  /** Its path in the alarm; empty for an alarm on one metric. */
  readonly path: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

/** The metrics of an alarm that are read, a function each: one may be unknown in a preview while another isn't. */
export function alarmMetrics({ props }: Resource): (() => AlarmMetric[])[] {
  const single = () => (text(props.metricName) === undefined ? [] : [metric("", props)]);
  const queries = list(props.metricQueries).map((query, index) => () => {
    const used = record(query).metric;
    return used === undefined || used === null ? [] : [metric(`metricQueries[${index}].metric`, record(used))];
  });
  return [single, ...queries];
}

function metric(path: string, given: Readonly<Record<string, unknown>>): AlarmMetric {
  return {
    path,
    namespace: text(given.namespace) ?? "",
    metricName: text(given.metricName) ?? "",
    dimensions: record(given.dimensions),
  };
}

export function at(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
