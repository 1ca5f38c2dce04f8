import { context, INVALID_SPAN_CONTEXT, trace, type Span } from "@opentelemetry/api";
import { recordErrorOn } from "./errors.ts";
import { addMetadata, annotateSpan, attempt } from "./helpers.ts";

/** A subsegment of the app's own. Where no request is recorded, its methods do nothing; they never throw. */
export interface Subsegment {
  /** Adds annotations to this subsegment, as `annotate` does to the segment. */
  annotate(values: Readonly<Record<string, string | number | boolean>>): void;
  /** Adds metadata to this subsegment, as `metadata` does to the segment. */
  metadata(values: Readonly<Record<string, unknown>>, namespace?: string): void;
  /** Records an error: the subsegment is a fault. */
  recordError(error: unknown): void;
  /** Ends it; with an error other than undefined or null, that is recorded first. A second time does nothing. */
  close(error?: unknown): void;
}

/**
 * Runs a function in a subsegment of the current request: calls that it makes belong to the subsegment. It ends when
 * the function returns, or, if that is a promise, when the promise settles. What is thrown or rejected is recorded and
 * passed on. Outside of a request the function runs without a subsegment.
 *
 * @returns what the function returns
 */
export function capture<T>(name: string, run: (subsegment: Subsegment) => T): T {
  return captureUntilClosed(name, (subsegment) => {
    const result = run(subsegment);
    if (result instanceof Promise) {
      result.then(
        () => subsegment.close(),
        (error: unknown) => subsegment.close(error ?? new Error("rejected without a reason")),
      );
    } else subsegment.close();
    return result;
  });
}

/**
 * Like `capture`, but the subsegment ends when its `close` is called: for functions that report by a callback. What the
 * function throws ends it too.
 *
 * @returns what the function returns
 */
export function captureUntilClosed<T>(name: string, run: (subsegment: Subsegment) => T): T {
  const span = startSpan(name);
  const subsegment = new SpanSubsegment(span);
  try {
    return context.with(trace.setSpan(context.active(), span), () => run(subsegment));
  } catch (error) {
    subsegment.close(error);
    throw error;
  }
}

/**
 * Opens a subsegment of the current request that ends when its `close` is called. Calls made meanwhile do not belong to
 * it, but to what is current: use `capture` for that.
 */
export function openSubsegment(name: string): Subsegment {
  return new SpanSubsegment(startSpan(name));
}

/** A span below the current one. Without a current one there is no request, and nothing is recorded. */
function startSpan(name: string): Span {
  const active = trace.getSpan(context.active());
  if (active === undefined) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  return trace.getTracer("@pmp/tracing").startSpan(name);
}

class SpanSubsegment implements Subsegment {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  annotate(values: Readonly<Record<string, string | number | boolean>>): void {
    this.#record((span) => annotateSpan(span, values));
  }

  metadata(values: Readonly<Record<string, unknown>>, namespace = "default"): void {
    this.#record((span) => addMetadata(span, values, namespace));
  }

  recordError(error: unknown): void {
    this.#record((span) => recordErrorOn(span, error));
  }

  close(error?: unknown): void {
    this.#record((span) => {
      if (error !== undefined && error !== null) recordErrorOn(span, error);
      span.end();
    });
  }

  #record(record: (span: Span) => void): void {
    attempt(() => {
      if (this.#span.isRecording()) record(this.#span);
    });
  }
}
