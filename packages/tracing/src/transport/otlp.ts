import { SpanKind, type SpanContext } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { RedactingSerializer } from "../redact/redacting-serializer.ts";
import type { RedactionOptions } from "../redact/redactor.ts";
import { isSegment } from "../segment/document.ts";
import { subsegmentName } from "../segment/name.ts";
import type { FinishedSpan } from "../span.ts";
import type { SpanExporter } from "../batch-span-processor.ts";
import { collectorAttributes } from "./collector-attributes.ts";

/**
 * Sends spans by OTLP over HTTP, as protobuf, to a collector. The endpoint, headers, timeout and compression come from
 * the standard OTEL_EXPORTER_OTLP_* variables, which the exporter reads itself.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlpExporter(redaction?: RedactionOptions): SpanExporter {
  const exporter = new OTLPTraceExporter();
  const redactor = new RedactingSerializer(redaction);
  const pending = new Set<Promise<void>>();

  return {
    export(spans, resultCallback) {
      const sent = spans
        .map((span) => redactor.apply(span, (redacted) => forXRay(span, redacted)))
        .filter((span) => span !== undefined);
      const done = new Promise<void>((resolve) => {
        exporter.export(sent, (result) => {
          resultCallback(result);
          resolve();
        });
      });
      pending.add(done);
      void done.then(() => pending.delete(done));
    },
    async forceFlush(timeoutMs) {
      await within(Promise.all(pending), timeoutMs);
    },
    async shutdown(timeoutMs) {
      await within(
        Promise.all(pending).then(() => exporter.shutdown()),
        timeoutMs,
      );
    },
  };
}

/**
 * The redacted span with the other members that the exporter reads. The collector's exporter for X-Ray takes the name
 * of a call's node from `aws.remote.service`; without it, the name would be "GET".
 */
function forXRay(span: ReadableSpan, safe: FinishedSpan): ReadableSpan {
  const { parentSpanContext, events, ...redacted } = safe;
  const isCall = span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER;
  const remote = isCall ? { "aws.remote.service": subsegmentName(safe) } : {};
  return {
    ...redacted,
    spanContext: () => withoutState(span.spanContext()),
    links: redacted.links.map((link) => ({ ...link, context: withoutState(link.context) })),
    ...(parentSpanContext && { parentSpanContext }),
    // The collector makes every SERVER span a segment, even one inside another.
    kind: span.kind === SpanKind.SERVER && !isSegment(span) ? SpanKind.INTERNAL : span.kind,
    attributes: { ...remote, ...collectorAttributes(safe), ...redacted.attributes },
    events: events.map(({ name, time, attributes }) => ({ name, time, ...(attributes && { attributes }) })),
    resource: resourceOf(safe.resource),
    duration: span.duration,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

const resources = new WeakMap<FinishedSpan["resource"], ReadableSpan["resource"]>();

/** The same object for all spans of a service, as the exporter groups by it. */
function resourceOf(safe: FinishedSpan["resource"]): ReadableSpan["resource"] {
  let known = resources.get(safe);
  if (!known) resources.set(safe, (known = resourceFromAttributes(safe.attributes)));
  return known;
}

/**
 * `tracestate` contains data of the calling systems. It is propagated to called services, but not exported: X-Ray does
 * not use it, and it is not redacted.
 */
function withoutState({ traceId, spanId, traceFlags, isRemote }: SpanContext): SpanContext {
  return { traceId, spanId, traceFlags, ...(isRemote !== undefined && { isRemote }) };
}

/** Exporters may reject with any value; a flush only needs to know that they are done. */
async function within(work: Promise<unknown>, timeoutMs = 5_000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((done) => (timer = setTimeout(done, timeoutMs)));
  await Promise.race([work.catch(() => undefined), timeout]);
  clearTimeout(timer);
}
