import type { IncomingMessage } from "node:http";
import type { RequestSpan } from "../request-span.ts";

const SPAN = Symbol("pmp-tracing: span");

/** The span hangs on the request itself: a WeakMap would cost every garbage collection. */
interface TracedRequest extends IncomingMessage {
  [SPAN]?: RequestSpan | undefined;
}

/** The span of a sampled request; undefined for one that is not sampled. */
export function spanOf(request: TracedRequest): RequestSpan | undefined {
  return request[SPAN];
}

export function setSpan(request: TracedRequest, span: RequestSpan | undefined): void {
  request[SPAN] = span;
}
