import {
  TraceFlags,
  type Attributes,
  type HrTime,
  type Link,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
} from "@opentelemetry/api";
import type { HttpRequestInfo } from "./http-request-info.ts";

/** OpenTelemetry's enumerations in the version of this package, for packages that read spans of other senders. */
export { SpanKind, SpanStatusCode } from "@opentelemetry/api";

/**
 * The members of a finished span that are used here. Spans of the OpenTelemetry SDK 2.x and 3.x both have them, so one
 * exporter supports both.
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
  /** Set for the span of an incoming request without added data. */
  readonly plainRequest?: HttpRequestInfo | undefined;
  /** Whether it is an unsampled request that was recorded afterwards because it is an anomaly. */
  readonly captured?: boolean;
}

/** Whether a finished span is exported: it was sampled, or captured. */
export function isExported(span: Pick<FinishedSpan, "spanContext" | "captured">): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0 || span.captured === true;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes | undefined;
}
