import type { Operation } from "./context.ts";
import { createGroup, deleteGroup, getGroup, getGroups, updateGroup } from "./groups.ts";
import { createSamplingRule, deleteSamplingRule, getSamplingRules, updateSamplingRule } from "./sampling-rules.ts";
import { getSamplingStatisticSummaries, getSamplingTargets } from "./sampling-targets.ts";
import { putTelemetryRecords, putTraceSegments } from "./segments.ts";
import { getServiceGraph, getTraceGraph } from "./service-graph.ts";
import { getTraceSummaries } from "./trace-summaries.ts";
import { batchGetTraces } from "./traces.ts";

/** The supported operations of the X-Ray API, by path. All are POST. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["/TraceSegments", putTraceSegments],
  ["/TelemetryRecords", putTelemetryRecords],
  ["/TraceSummaries", getTraceSummaries],
  ["/Traces", batchGetTraces],
  ["/ServiceGraph", getServiceGraph],
  ["/TraceGraph", getTraceGraph],
  ["/Groups", getGroups],
  ["/GetGroup", getGroup],
  ["/CreateGroup", createGroup],
  ["/UpdateGroup", updateGroup],
  ["/DeleteGroup", deleteGroup],
  ["/GetSamplingRules", getSamplingRules],
  ["/CreateSamplingRule", createSamplingRule],
  ["/UpdateSamplingRule", updateSamplingRule],
  ["/DeleteSamplingRule", deleteSamplingRule],
  ["/SamplingTargets", getSamplingTargets],
  ["/SamplingStatisticSummaries", getSamplingStatisticSummaries],
]);
