import type { IncomingMessage, ServerResponse } from "node:http";
import { SpanStatusCode } from "@opentelemetry/api";
import { recordErrorOn } from "../errors.ts";
import type { RecordedSpan } from "../recorded-span.ts";
import { patchExpress } from "./express.ts";
import { routeOf } from "./route.ts";

/**
 * Adds the data of a closed response to the request's span.
 * @param route of a framework that does not keep it on Node's request
 */
export function complete(span: RecordedSpan, response: ServerResponse, route?: string): void {
  const { req: request } = response;
  // Finds an Express app that the user's own listener calls; it is patched for the following requests.
  if ("app" in request) patchExpress(request.app);
  // A response that was aborted before its head was sent has no status.
  const status = response.headersSent ? response.statusCode : undefined;
  span.answered(route ?? routeOf(request), status, bodyLength(response));
  if (response.errored) recordErrorOn(span, response.errored);
  else if (cutOff(request, response)) span.setStatus({ code: SpanStatusCode.ERROR, message: CUT_OFF });
  if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

const CUT_OFF = "The server ended the connection before the response was complete";

/** Whether the response failed on this side, although its status may not say so. */
export function isBroken(response: ServerResponse): boolean {
  return !response.writableFinished && (Boolean(response.errored) || cutOff(response.req, response));
}

/** Whether this side aborted a started response; an abort by the client is not a fault of the app. */
function cutOff({ socket }: IncomingMessage, response: ServerResponse): boolean {
  return response.headersSent && !response.writableFinished && !socket.readableEnded && !socket.errored;
}

/** Content-Length of the response, including heads passed to `writeHead`, which `getHeader` does not return. */
function bodyLength(response: ServerResponse): number | undefined {
  const { _contentLength: known } = response as { _contentLength?: unknown };
  const length = typeof known === "number" ? known : Number(response.getHeader("content-length"));
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}
