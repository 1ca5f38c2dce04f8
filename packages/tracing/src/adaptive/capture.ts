import type { ServerResponse } from "node:http";
import { propagation, trace, type Span, type SpanContext } from "@opentelemetry/api";
import { annotateSpan } from "../helpers.ts";
import { complete } from "../instrument/response.ts";
import { readRequest } from "../instrument/read-request.ts";
import { targetOf } from "../instrument/request-target.ts";
import { LIGHT_ROOT } from "../light-context.ts";
import { RecordedSpan, type SpanHost } from "../recorded-span.ts";
import type { UnsampledSpan } from "../unsampled-span.ts";

/** The annotation by which AWS's SDKs mark spans that were not sampled. */
const MARK = { "aws.trace.flag.sampled": false };

/**
 * Records an unsampled request after its end, with the ids that its calls have passed on. Its calls are not recorded.
 * @param kept errors, user and annotations of the app
 */
export function capture(
  host: SpanHost,
  unsampled: UnsampledSpan,
  response: ServerResponse,
  kept: readonly ((span: Span) => void)[],
): void {
  const { req: request } = response;
  const info = readRequest(request, targetOf(request), unsampled.rule);
  const spanContext = unsampled.spanContext();
  const parentSpanContext = parentOf(request.headers, spanContext.traceId);
  const start = { spanContext, parentSpanContext, info, startTime: unsampled.startedAt, captured: true };
  const span = new RecordedSpan(start, host);
  annotateSpan(span, MARK);
  for (const act of kept) act(span);
  complete(span, response, unsampled.route);
  span.end(Date.now());
}

/** The caller's span, if the request continues its trace. */
function parentOf(headers: object, traceId: string): SpanContext | undefined {
  const parent = trace.getSpanContext(propagation.extract(LIGHT_ROOT, headers));
  return parent?.traceId === traceId ? parent : undefined;
}
