import type { IncomingMessage } from "node:http";
import type { Context } from "@opentelemetry/api";
import { markedSegment } from "../segment-context.ts";
import { RecordedSpan } from "../recorded-span.ts";

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
