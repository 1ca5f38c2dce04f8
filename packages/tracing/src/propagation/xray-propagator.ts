import {
  isSpanContextValid,
  trace,
  TraceFlags,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { TraceRoot, traceRootOf, withDeferredSampling, withTraceRoot } from "./deferred-sampling.ts";
import { formatTraceHeader, parseTraceHeader, TRACE_HEADER } from "./trace-header.ts";

/**
 * Propagates traces in `X-Amzn-Trace-Id`. The trace id of a header with only a root, as load balancers send it, is
 * kept; OpenTelemetry's own propagator for X-Ray drops it and starts another trace.
 */
export class XRayPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    // As OpenTelemetry's own propagators: an exporter's request belongs to no trace.
    if (!span || !isSpanContextValid(span) || isTracingSuppressed(context)) return;
    const sampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
    setter.set(carrier, TRACE_HEADER, formatTraceHeader(span.traceId, span.spanId, sampled));
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const value = getter.get(carrier, TRACE_HEADER);
    const text = Array.isArray(value) ? value[0] : value;
    const header = typeof text === "string" ? parseTraceHeader(text) : undefined;
    if (!header) return context;
    const { traceId, parentId, sampled } = header;
    if (parentId === undefined) {
      // A parent from another header takes precedence over a root alone.
      const known = trace.getSpanContext(context) !== undefined || traceRootOf(context) !== undefined;
      return known ? context : withTraceRoot(context, new TraceRoot(traceId, sampled));
    }
    const traceFlags = sampled === true ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const known = trace.getSpanContext(context);
    // `tracestate` belongs to a `traceparent`: AWS services rewrite one of the two headers, not always both.
    const traceState = known?.traceId === traceId ? known.traceState : undefined;
    const spanContext = { traceId, spanId: parentId, traceFlags, isRemote: true, ...(traceState && { traceState }) };
    const parent = trace.setSpanContext(context, spanContext);
    return sampled === undefined ? withDeferredSampling(parent) : parent;
  }

  fields(): string[] {
    return [TRACE_HEADER];
  }
}
