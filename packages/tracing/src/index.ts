export { XRaySpanExporter, type ExportCounts, type ExportResult, type XRaySpanExporterOptions } from "./exporter.ts";
export { annotate, metadata, recordError, setUser } from "./helpers.ts";
export { XRayIdGenerator } from "./ids.ts";
export { tracePostgresClient, tracePostgresPool } from "./instrument/postgres.ts";
export { XRayPropagator } from "./propagation/xray-propagator.ts";
export { parseTraceHeader, formatTraceHeader, type TraceHeader } from "./propagation/trace-header.ts";
export { flush, register, shutdown } from "./running.ts";
export type { FinishedSpan, SpanEvent } from "./span.ts";
export { AgentAddressError, parseAgentAddress, type AgentAddress, type Endpoint } from "./transport/agent-address.ts";
