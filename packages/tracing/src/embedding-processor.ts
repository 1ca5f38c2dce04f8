import { trace, type Context, type Span } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { XRaySpanExporter } from "./exporter.ts";
import { HeldSubsegments } from "./held-subsegments.ts";
import { RecordedSpan } from "./recorded-span.ts";
import { isSegment } from "./segment/document.ts";
import type { SpanProcessor } from "./batch-span-processor.ts";
import { isExported } from "./span.ts";

/**
 * Sends a segment and the subsegments that ended before it in one document. Subsegments that end later, are too many or
 * too large are sent separately. This saves documents, which count against X-Ray's quota; in return, a subsegment
 * becomes visible only when its segment has ended, and is lost with it when the process is killed.
 */
export class EmbeddingProcessor implements SpanProcessor {
  readonly #exporter: XRaySpanExporter;
  /** Keyed by the segment's span and by its descendants. */
  readonly #held = new WeakMap<object, HeldSubsegments>();

  constructor(exporter: XRaySpanExporter) {
    this.#exporter = exporter;
  }

  get pending(): boolean {
    return this.#exporter.pending;
  }

  onStart(span: ReadableSpan, parentContext: Context): void {
    const held = isSegment(span) ? undefined : this.#heldBy(trace.getSpan(parentContext));
    if (held) this.#held.set(span, held);
  }

  #heldBy(parent: Span | undefined): HeldSubsegments | undefined {
    let held = parent && this.#held.get(parent);
    if (held || !(parent instanceof RecordedSpan) || !isSegment(parent)) return held;
    // After a segment was sent, complete or as in progress, its subsegments are sent as they end.
    if (!parent.ended && !parent.shown) this.#held.set(parent, (held = new HeldSubsegments()));
    return held;
  }

  onEnd(span: ReadableSpan): void {
    if (!isExported(span)) return;
    const held = this.#held.get(span);
    if (isSegment(span)) this.#exporter.sendSegment(span, held?.close() ?? []);
    else if (held?.open === true) this.#exporter.sendSubsegment(span, (subsegment) => held.take(subsegment));
    else this.#exporter.send(span);
  }

  /** Sends a running segment as in progress, and its ended subsegments separately. */
  showRunning(span: RecordedSpan): void {
    this.#exporter.send(span);
    const { traceId } = span.spanContext();
    for (const subsegment of this.#held.get(span)?.close() ?? []) this.#exporter.sendAlone(traceId, subsegment);
  }

  drain(): void {
    this.#exporter.sendNow();
  }

  forceFlush(timeoutMs?: number): Promise<void> {
    return this.#exporter.forceFlush(timeoutMs);
  }

  shutdown(timeoutMs?: number): Promise<void> {
    return this.#exporter.shutdown(timeoutMs);
  }
}
