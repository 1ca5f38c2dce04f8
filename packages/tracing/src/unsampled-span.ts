import { TraceFlags, type Span, type SpanContext } from "@opentelemetry/api";
import { randomSpanId, randomTraceId } from "./ids.ts";

/**
 * What stands for a request that begins a trace and is not sampled: it records nothing, and makes the ids, which a call
 * to another service passes on with the decision, only when somebody asks for them.
 */
export class UnsampledSpan implements Span {
  readonly #randomness: number;
  #context: SpanContext | undefined;

  /** @param randomness of the trace that was decided on */
  constructor(randomness: number) {
    this.#randomness = randomness;
  }

  spanContext(): SpanContext {
    return (this.#context ??= {
      traceId: randomTraceId(this.#randomness),
      spanId: randomSpanId(),
      traceFlags: TraceFlags.NONE,
    });
  }

  isRecording(): boolean {
    return false;
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  recordException(): void {
    // Nothing is recorded.
  }

  end(): void {
    // Nothing is sent.
  }
}
