import type { ServerResponse } from "node:http";
import { toXRayTraceId } from "../ids.ts";
import { TRACE_HEADER } from "../propagation/trace-header.ts";

const ASKS = /(?:^|;)\s*sampled\s*=\s*\?\s*(?:;|$)/i;

/**
 * A caller that sends `Sampled=?` expects the trace id and the sampling decision in the same header of the response.
 * Other callers don't get it, as that would disclose ids.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @param asked the request's X-Amzn-Trace-Id
 * @param traceId 32 hex digits
 */
export function echoTraceHeader(
  asked: string | string[] | undefined,
  response: ServerResponse,
  traceId: string,
  sampled: boolean,
): void {
  if (typeof asked !== "string" || !ASKS.test(asked)) return;
  response.setHeader(TRACE_HEADER, `Root=${toXRayTraceId(traceId)};Sampled=${sampled ? "1" : "0"}`);
}
