import { context, createContextKey, trace, type Context, type Span } from "@opentelemetry/api";
import { UnsampledSpan } from "./unsampled-span.ts";

const SEGMENT = createContextKey("pmp-tracing: the span of the request");

/** Marks a span as the segment of everything that runs in the context. */
export function withSegment(parent: Context, segment: Span): Context {
  return trace.setSpan(parent, segment).setValue(SEGMENT, segment);
}

/** The marked span, recording or not; for comparison only. */
export function markedSegment(context: Context): unknown {
  return context.getValue(SEGMENT);
}

/**
 * The segment's span: that of the request, even if another span is active, such as a middleware's. Undefined if nothing
 * is recorded.
 */
export function segmentOf(from: Context = context.active()): Span | undefined {
  const marked = from.getValue(SEGMENT);
  const span = isSpan(marked) ? marked : trace.getSpan(from);
  return span?.isRecording() ? span : undefined;
}

/** The same, or the span of an unsampled request that may be captured: it keeps errors, the user and annotations. */
export function keeperOf(from: Context = context.active()): Span | undefined {
  const marked = from.getValue(SEGMENT);
  return marked instanceof UnsampledSpan && marked.keeps ? marked : segmentOf(from);
}

function isSpan(value: unknown): value is Span {
  return typeof value === "object" && value !== null && "setAttribute" in value;
}
