import { percentage, TRACE_COUNT } from "./metrics.ts";

/** Group names by purpose, as plain text. */
export type DashboardGroups = Readonly<Record<"all" | "faults" | "errors" | "slow", string>>;

export interface DashboardBodyArgs {
  readonly service: string;
  readonly region: string;
  readonly groups: DashboardGroups;
  readonly faultRatePercent: number;
  readonly minimumTraces: number;
  readonly periodSeconds: number;
}

/**
 * The body of the dashboard, as CloudWatch takes it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(args: DashboardBodyArgs): string {
  const { service, region, groups, periodSeconds } = args;
  const common = { region, period: periodSeconds, stat: "Sum", view: "timeSeries" };
  const widgets = [
    {
      type: "text",
      x: 0,
      y: 0,
      width: 24,
      height: 2,
      properties: {
        markdown:
          `# Traces of ${service}\n` + `Counts are of recorded (sampled) traces. [Trace map](${traceMapUrl(region)})`,
      },
    },
    {
      type: "metric",
      x: 0,
      y: 2,
      width: 12,
      height: 6,
      properties: {
        ...common,
        title: "Fault, error and slow share of recorded traces (%)",
        metrics: [
          [{ expression: percentage("faults", "all", args.minimumTraces), label: "Faults (5xx)", id: "faultRate" }],
          [{ expression: percentage("errors", "all", args.minimumTraces), label: "Errors (4xx)", id: "errorRate" }],
          [{ expression: percentage("slow", "all", args.minimumTraces), label: "Slow", id: "slowRate" }],
          count(groups.all, { id: "all", visible: false }),
          count(groups.faults, { id: "faults", visible: false }),
          count(groups.errors, { id: "errors", visible: false }),
          count(groups.slow, { id: "slow", visible: false }),
        ],
        yAxis: { left: { min: 0, max: 100 } },
        annotations: { horizontal: [{ label: "Fault alarm", value: args.faultRatePercent }] },
      },
    },
    {
      type: "metric",
      x: 12,
      y: 2,
      width: 12,
      height: 6,
      properties: {
        ...common,
        title: "Recorded traces",
        metrics: [
          count(groups.all, { label: "All" }),
          count(groups.faults, { label: "Faults (5xx)" }),
          count(groups.errors, { label: "Errors (4xx)" }),
          count(groups.slow, { label: "Slow" }),
        ],
        yAxis: { left: { min: 0 } },
      },
    },
  ];
  return JSON.stringify({ widgets });
}

/** X-Ray's trace map of a region, in the console. */
export function traceMapUrl(region: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#xray:service-map/map`;
}

/** A dashboard, in the console. */
export function dashboardUrl(region: string, dashboardName: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
}

function count(group: string, options: Readonly<Record<string, string | boolean>>) {
  return [TRACE_COUNT.namespace, TRACE_COUNT.metricName, TRACE_COUNT.dimension, group, options];
}
