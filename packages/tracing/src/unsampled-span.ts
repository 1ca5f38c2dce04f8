import { INVALID_SPAN_CONTEXT, trace, TraceFlags, type Span, type SpanContext } from "@opentelemetry/api";
import { randomSpanId, randomTraceId } from "./ids.ts";

/** OpenTelemetry's non-recording span, whose class the API does not export. */
const NonRecordingSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT).constructor as new (context: SpanContext) => Span;

/**
 * Non-recording root span of an unsampled request. Generates its ids lazily, for propagation: generating them at the
 * start would add 4 % to the CPU of each such request (`npm run bench`, at 0 %).
 */
export class UnsampledSpan extends NonRecordingSpan {
  readonly #randomness: number;
  #context: SpanContext | undefined;

  /** @param randomness of the trace that was decided on */
  constructor(randomness: number) {
    super(INVALID_SPAN_CONTEXT);
    this.#randomness = randomness;
  }

  override spanContext(): SpanContext {
    return (this.#context ??= {
      traceId: randomTraceId(this.#randomness),
      spanId: randomSpanId(),
      traceFlags: TraceFlags.NONE,
    });
  }
}
