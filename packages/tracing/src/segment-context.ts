import { context, createContextKey, trace, type Context, type Span } from "@opentelemetry/api";

const SEGMENT = createContextKey("pmp-tracing: the span of the request");

/** Marks a span as the one that becomes the segment of everything that runs in the context. */
export function withSegment(parent: Context, segment: Span): Context {
  return trace.setSpan(parent, segment).setValue(SEGMENT, segment);
}

/** What was marked, recording or not; to be compared only. */
export function markedSegment(context: Context): unknown {
  return context.getValue(SEGMENT);
}

/**
 * The span that is the segment: the request's, also where another span is active, such as that of a middleware.
 * Undefined where nothing is recorded.
 */
export function segmentOf(from: Context = context.active()): Span | undefined {
  const marked = from.getValue(SEGMENT);
  const span = isSpan(marked) ? marked : trace.getSpan(from);
  return span?.isRecording() ? span : undefined;
}

function isSpan(value: unknown): value is Span {
  return typeof value === "object" && value !== null && "setAttribute" in value;
}
