import { context, SpanKind, trace, TraceFlags, type Attributes, type Span } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { VERSION } from "../version.ts";

/**
 * Starts the span of an outgoing call when it belongs to a sampled trace. A call outside of any trace is not the root
 * of one: a service that polls would fill X-Ray with traces that nobody asked for.
 */
export function startCall(name: string, attributes: () => Attributes): Span | undefined {
  const active = context.active();
  const parent = trace.getSpanContext(active);
  if (!parent || (parent.traceFlags & TraceFlags.SAMPLED) === 0 || isTracingSuppressed(active)) return undefined;
  return trace
    .getTracer("@pmp/tracing", VERSION)
    .startSpan(name, { kind: SpanKind.CLIENT, attributes: attributes() }, active);
}
