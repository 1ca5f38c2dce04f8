import {
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  SpanKind,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer as OTelTracer,
  type TracerProvider as OTelTracerProvider,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { randomSpanId, randomTraceId } from "./ids.ts";
import { RecordedSpan, type SpanHost } from "./recorded-span.ts";
import { RECORD_AND_SAMPLED, type XRaySampler } from "./sampling/sampler.ts";

type Scope = RecordedSpan["instrumentationScope"];

/** Called when a span that a tracer created starts and ends. */
export interface TracerHost extends SpanHost {
  started(span: RecordedSpan, parentContext: Context): void;
}

/** Creates the spans of calls, of other instrumentations and of the app, as OpenTelemetry's TracerProvider. */
export class TracerProvider implements OTelTracerProvider {
  readonly #sampler: XRaySampler;
  readonly #host: TracerHost;
  readonly #tracers = new Map<string, Tracer>();

  constructor(sampler: XRaySampler, host: TracerHost) {
    this.#sampler = sampler;
    this.#host = host;
  }

  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): OTelTracer {
    const scope = { name, ...(version !== undefined && { version }), ...options };
    const key = `${name}@${version ?? ""}:${options?.schemaUrl ?? ""}`;
    let tracer = this.#tracers.get(key);
    if (!tracer) this.#tracers.set(key, (tracer = new Tracer(scope, this.#sampler, this.#host)));
    return tracer;
  }
}

class Tracer implements OTelTracer {
  readonly #scope: Scope;
  readonly #sampler: XRaySampler;
  readonly #host: TracerHost;

  constructor(scope: Scope, sampler: XRaySampler, host: TracerHost) {
    this.#scope = scope;
    this.#sampler = sampler;
    this.#host = host;
  }

  startSpan(name: string, options: SpanOptions = {}, from: Context = context.active()): Span {
    if (isTracingSuppressed(from)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parentContext = options.root === true ? trace.deleteSpan(from) : from;
    const parent = validParent(parentContext);
    const { kind = SpanKind.INTERNAL, attributes = {}, links = [], startTime } = options;
    const traceId = parent?.traceId ?? randomTraceId();
    const {
      decision,
      attributes: added,
      traceState = parent?.traceState,
    } = this.#sampler.shouldSample(parentContext, traceId, name, kind, attributes);
    const sampled = decision === RECORD_AND_SAMPLED;
    const spanContext: SpanContext = {
      traceId,
      spanId: randomSpanId(),
      traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
      ...(traceState && { traceState }),
    };
    if (!sampled) return trace.wrapSpanContext(spanContext);
    const start = { name, kind, scope: this.#scope, spanContext, parentSpanContext: parent, startTime };
    const span = new RecordedSpan(start, this.#host);
    span.addLinks(links).setAttributes(attributes);
    if (added) span.setAttributes(added);
    this.#host.started(span, parentContext);
    return span;
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, act: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, act: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    parent: Context,
    act: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    ...rest: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
  ): ReturnType<F> {
    const act = rest[rest.length - 1] as F;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : context.active();
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), act as (own: Span) => ReturnType<F>, undefined, span);
  }
}

function validParent(from: Context): SpanContext | undefined {
  const parent = trace.getSpanContext(from);
  return parent && isSpanContextValid(parent) ? parent : undefined;
}
