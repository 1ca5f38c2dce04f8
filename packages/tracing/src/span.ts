import type { Attributes, HrTime, Link, SpanContext, SpanKind, SpanStatus } from "@opentelemetry/api";
import type { HttpRequestInfo } from "./http-request-info.ts";

/** For packages that read spans of other senders: the enumerations of the OpenTelemetry that this package uses. */
export { SpanKind, SpanStatusCode } from "@opentelemetry/api";

/**
 * The part of a finished span that is read here. The spans of the OpenTelemetry SDK 2.x and 3.x both have this shape,
 * so that one exporter serves both.
 */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: SpanEvent[];
  readonly ended: boolean;
  readonly resource: { readonly attributes: Attributes };
  /** Set where the span is a request taken, about which nothing else is known. */
  readonly plainRequest?: HttpRequestInfo | undefined;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes | undefined;
}
