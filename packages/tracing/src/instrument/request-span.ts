import type { IncomingMessage } from "node:http";
import type { Span } from "@opentelemetry/api";

const spans = new WeakMap<IncomingMessage, Span>();

/** The span of a sampled request; undefined for one that is not sampled. */
export function spanOf(request: IncomingMessage): Span | undefined {
  return spans.get(request);
}

export function setSpan(request: IncomingMessage, span: Span): void {
  spans.set(request, span);
}
