import type { IncomingMessage } from "node:http";
import type { SpanHandle } from "../span-handle.ts";

const SPAN = Symbol("pmp-tracing: span");

/** The span hangs on the request itself: a WeakMap would cost every garbage collection. */
interface TracedRequest extends IncomingMessage {
  [SPAN]?: SpanHandle | undefined;
}

/** The span of a sampled request; undefined for one that is not sampled. */
export function spanOf(request: TracedRequest): SpanHandle | undefined {
  return request[SPAN];
}

export function setSpan(request: TracedRequest, span: SpanHandle | undefined): void {
  request[SPAN] = span;
}
