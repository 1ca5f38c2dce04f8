import { serviceMap } from "../graph/map.ts";
import type { EdgeStats, ServiceNode } from "../page-api.ts";
import type { StoredTrace } from "../store/stored-trace.ts";
import type { Operation } from "./context.ts";
import { filterOf } from "./filter.ts";
import { Input } from "./input.ts";
import { timeRange } from "./trace-summaries.ts";
import { traceIds } from "./traces.ts";

/** https://docs.aws.amazon.com/xray/latest/api/API_GetServiceGraph.html */
export const getServiceGraph: Operation = (value, { store, groups }) => {
  const input = new Input(value);
  const { start, end } = timeRange(input);
  const group = groups.named(input);
  input.check();
  const filter = filterOf(group?.FilterExpression, groups);
  const traces = [...store.all()].filter((trace) => {
    const { start: time } = trace.summary();
    return time >= start && time <= end && filter(trace);
  });
  return {
    StartTime: start,
    EndTime: end,
    Services: servicesOf(traces),
    ContainsOldGroupVersions: false,
  };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_GetTraceGraph.html */
export const getTraceGraph: Operation = (value, { store }) => ({
  Services: servicesOf(traceIds(value).flatMap((id) => store.get(id) ?? [])),
});

function servicesOf(traces: readonly StoredTrace[]): object[] {
  const summaries = traces.map((trace) => trace.summary());
  const start = summaries.reduce((first, summary) => Math.min(first, summary.start), Infinity);
  const end = summaries.reduce((last, summary) => Math.max(last, summary.start + summary.duration), -Infinity);
  const nodes = serviceMap(
    traces.map((trace) => trace.flows()),
    end - start,
  );
  return nodes.map((node) => serviceOf(node, { StartTime: start, EndTime: end }));
}

function serviceOf({ id, name, type, root, stats, edges }: ServiceNode, times: object): object {
  return {
    ReferenceId: id,
    Name: name,
    Names: [name],
    ...(root && { Root: true }),
    ...(type !== undefined && { Type: type }),
    State: type === "client" ? "unknown" : "active",
    ...times,
    Edges: edges.map((edge) => ({
      ReferenceId: edge.to,
      ...times,
      SummaryStatistics: statisticsOf(edge.stats),
      ResponseTimeHistogram: histogramOf(edge.stats),
      Aliases: [],
    })),
    // For a client X-Ray returns only its edges.
    ...(type !== "client" && {
      SummaryStatistics: statisticsOf(stats),
      DurationHistogram: histogramOf(stats),
      ResponseTimeHistogram: histogramOf(stats),
    }),
  };
}

function statisticsOf({ ok, error, throttle, fault, total, totalTime }: EdgeStats): object {
  return {
    OkCount: ok,
    ErrorStatistics: { ThrottleCount: throttle, OtherCount: error - throttle, TotalCount: error },
    FaultStatistics: { OtherCount: fault, TotalCount: fault },
    TotalCount: total,
    TotalResponseTime: totalTime,
  };
}

function histogramOf({ histogram }: EdgeStats): object[] {
  return histogram.map(({ value, count }) => ({ Value: value, Count: count }));
}
