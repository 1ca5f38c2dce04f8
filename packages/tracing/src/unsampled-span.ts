import { INVALID_SPAN_CONTEXT, trace, TraceFlags, type Span, type SpanContext } from "@opentelemetry/api";
import { randomSpanId, randomTraceId } from "./ids.ts";

/** OpenTelemetry's span that records nothing; its API makes such spans but does not export the class. */
const NonRecordingSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT).constructor as new (context: SpanContext) => Span;

/**
 * Non-recording root span of a request that is not sampled. Its ids, which a call to another service passes on with the
 * decision, are made when somebody asks for them: made at once, they would add 4 % to the CPU of each such request
 * (`npm run bench`, at 0 %).
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
