import { SPANS_LOG_GROUP, type SpanQuery } from "../account/spans.ts";
import { logsInsightsUrl, traceMapUrl, tracesUrl } from "../console.ts";
import { percentage, TRACE_COUNT } from "./metrics.ts";
import type { Purpose } from "./group-plan.ts";

/** A group as the dashboard shows it. */
export interface ShownGroup {
  readonly groupName: string;
  readonly filterExpression: string;
}

export interface DashboardBodyArgs {
  readonly service: string;
  readonly region: string;
  readonly byPurpose: Readonly<Record<Purpose, ShownGroup>>;
  readonly criticalPaths: readonly ShownGroup[];
  /** ARNs of the alarms whose state is shown. */
  readonly alarmArns: readonly string[];
  /** Alarm thresholds in percent, drawn as lines. */
  readonly thresholds: Readonly<Record<"faults" | "errors" | "slow", number>>;
  /** Below this many traces in a period the shares are drawn as zero, as the alarms see them. */
  readonly minimumTraces: number;
  /** Length of a period in seconds. */
  readonly periodSeconds: number;
  readonly runbookUrl?: string | undefined;
  /** The query that is saved in Logs Insights, where Transaction Search sends all spans there. */
  readonly spanQuery?: SpanQuery | undefined;
}

type MetricRow = readonly unknown[];
type Widget = Readonly<Record<"type", string>> &
  Readonly<Record<"x" | "y" | "width" | "height", number>> & {
    readonly properties: Readonly<Record<string, unknown>>;
  };

/** Columns of a CloudWatch dashboard. */
const FULL = 24;
const HALF = 12;

/**
 * The body of the dashboard, from what an on-call reads first to the details: links and the runbook, which alarms
 * fire, the shares that they watch, the counts of those shares, the critical paths, and the slowest requests where spans are kept.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(args: DashboardBodyArgs): string {
  const { byPurpose, criticalPaths, thresholds } = args;
  const widgets = [
    placed("text", 0, 0, FULL, 4, { markdown: links(args) }),
    placed("alarm", 0, 4, FULL, 2, { title: "Alarms", alarms: args.alarmArns }),
    placed("metric", 0, 6, HALF, 7, {
      ...timeSeries(args, "Share of recorded traces (%)", [
        ...share(args, "faults", "Faults (5xx)"),
        ...share(args, "errors", "Errors (4xx)"),
        ...share(args, "slow", "Slow"),
        count(byPurpose.all, { id: "all", visible: false }),
      ]),
      yAxis: { left: { min: 0, max: 100 } },
      annotations: {
        horizontal: [
          { label: "Fault alarm", value: thresholds.faults },
          { label: "Error alarm", value: thresholds.errors },
          { label: "Slow alarm", value: thresholds.slow },
        ],
      },
    }),
    placed("metric", HALF, 6, HALF, 7, {
      ...timeSeries(args, "Recorded traces", [
        count(byPurpose.all, { label: "All" }),
        count(byPurpose.faults, { label: "Faults (5xx)" }),
        count(byPurpose.errors, { label: "Errors (4xx)" }),
        count(byPurpose.slow, { label: "Slow" }),
      ]),
      yAxis: { left: { min: 0 } },
    }),
    ...criticalPathWidgets(args, criticalPaths),
    ...spanWidgets(args),
  ];
  return JSON.stringify({ widgets });
}

function criticalPathWidgets(args: DashboardBodyArgs, groups: readonly ShownGroup[]): Widget[] {
  if (groups.length === 0) return [];
  return [
    placed("metric", 0, 13, FULL, 6, {
      ...timeSeries(
        args,
        "Recorded traces of critical paths (all of their requests are recorded)",
        groups.map((group) => count(group, { label: group.groupName })),
      ),
      yAxis: { left: { min: 0 } },
    }),
  ];
}

/** The saved query with its answer. The widget's own menu opens it in Logs Insights. */
function spanWidgets({ region, spanQuery, criticalPaths }: DashboardBodyArgs): Widget[] {
  if (spanQuery === undefined) return [];
  return [
    placed("log", 0, criticalPaths.length === 0 ? 13 : 19, FULL, 8, {
      title: `Saved query: ${spanQuery.name}`,
      region,
      view: "table",
      query: `SOURCE '${SPANS_LOG_GROUP}' | ${spanQuery.queryString}`,
    }),
  ];
}

/** Links for further analysis: X-Ray's groups are saved queries over traces, Logs Insights has the ones over spans. */
function links({ service, region, byPurpose, criticalPaths, runbookUrl, spanQuery }: DashboardBodyArgs): string {
  const query = (label: string, { filterExpression }: ShownGroup) =>
    `[${label}](${tracesUrl(region, filterExpression)})`;
  const paths = criticalPaths.map((group) => query(group.groupName, group));
  return [
    `# Traces of ${service}`,
    [
      `[Trace map](${traceMapUrl(region)})`,
      query("faults", byPurpose.faults),
      query("errors", byPurpose.errors),
      query("slow", byPurpose.slow),
      ...(spanQuery === undefined ? [] : [`[saved queries](${logsInsightsUrl(region)})`]),
      ...(runbookUrl === undefined ? [] : [`[runbook](${runbookUrl})`]),
    ].join(" · "),
    ...(paths.length === 0 ? [] : [`Critical paths: ${paths.join(" · ")}`]),
    "Counts are of recorded (sampled) traces, not of requests.",
  ].join("\n\n");
}

function placed(
  type: string,
  x: number,
  y: number,
  width: number,
  height: number,
  properties: Readonly<Record<string, unknown>>,
): Widget {
  return { type, x, y, width, height, properties };
}

function timeSeries({ region, periodSeconds }: DashboardBodyArgs, title: string, metrics: readonly MetricRow[]) {
  return { title, view: "timeSeries", stat: "Sum", period: periodSeconds, region, metrics };
}

function share(args: DashboardBodyArgs, purpose: Exclude<Purpose, "all">, label: string): MetricRow[] {
  return [
    [{ id: `${purpose}Share`, expression: percentage(purpose, "all", args.minimumTraces), label }],
    count(args.byPurpose[purpose], { id: purpose, visible: false }),
  ];
}

function count({ groupName }: ShownGroup, options: Readonly<Record<string, string | boolean>>): MetricRow {
  return [TRACE_COUNT.namespace, TRACE_COUNT.metricName, TRACE_COUNT.dimension, groupName, options];
}
