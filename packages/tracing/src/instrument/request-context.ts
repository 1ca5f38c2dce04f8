import type { IncomingMessage } from "node:http";
import { trace, type Context, type Span } from "@opentelemetry/api";
import { keeperOf, markedSegment } from "../segment-context.ts";
import { RecordedSpan } from "../recorded-span.ts";
import { UnsampledSpan } from "../unsampled-span.ts";

const CONTEXT = Symbol("pmp-tracing: context");

/** Stored on the request: a WeakMap would slow down garbage collection. Set on all requests, sampled or not. */
interface TracedRequest extends IncomingMessage {
  [CONTEXT]?: Context;
}

/** Stores the context in which the events of a request and its response are emitted. */
export function setContext(request: TracedRequest, context: Context): void {
  request[CONTEXT] = context;
}

/** The context of a request; undefined for one that is not traced. */
export function contextOf(request: TracedRequest | undefined): Context | undefined {
  return request?.[CONTEXT];
}

/** The span of a sampled request; undefined for one that is not sampled. */
export function spanOf(request: IncomingMessage): RecordedSpan | undefined {
  const context = contextOf(request);
  const span = context && markedSegment(context);
  return span instanceof RecordedSpan ? span : undefined;
}

/** The span of an unsampled request. */
export function unsampledOf(request: IncomingMessage): UnsampledSpan | undefined {
  const context = contextOf(request);
  const span = context && trace.getSpan(context);
  return span instanceof UnsampledSpan ? span : undefined;
}

/** The span that errors of a request are recorded on: also that of an unsampled one, if it may be captured. */
export function errorSpanOf(request: IncomingMessage): Span | undefined {
  const context = contextOf(request);
  return context && keeperOf(context);
}
