import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { propagation, SpanStatusCode, trace, TraceFlags, type Context, type SpanContext } from "@opentelemetry/api";
import { trustsCaller, UNIX_SOCKET } from "@pmp/sampling/trust";
import { recordErrorOn } from "../errors.ts";
import { attempt, failed } from "../guard.ts";
import { drawRandomness, randomSpanId, randomTraceId } from "../ids.ts";
import { LIGHT_ROOT } from "../light-context.ts";
import { isSamplingDeferred, traceRootOf } from "../propagation/deferred-sampling.ts";
import { contextServing } from "../propagation/served-host.ts";
import { TRACE_HEADER } from "../propagation/trace-header.ts";
import type { RecordedSpan } from "../recorded-span.ts";
import { attributesOf } from "../http-request-info.ts";
import type { Decision } from "../sampling/rule-set.ts";
import { withSegment } from "../segment-context.ts";
import type { Tracing } from "../tracing.ts";
import { UnsampledSpan } from "../unsampled-span.ts";
import { echoTraceHeader } from "./echo-trace-header.ts";
import { patchExpress } from "./express.ts";
import { readRequest } from "./read-request.ts";
import { setContext, spanOf } from "./request-context.ts";
import { targetOf } from "./request-target.ts";
import { routeOf } from "./route.ts";
import { subscribe } from "./subscribe.ts";

/** Published by Node before the server's `request` event. https://nodejs.org/api/diagnostics_channel.html#http */
const START = "http.server.request.start";

/** https://nodejs.org/api/http.html#servermaxheaderscount */
const DEFAULT_MAX_HEADERS = 2_000;

interface RequestStart {
  request: IncomingMessage;
  response: ServerResponse;
  server: Server;
}

/** Records each sampled request as a segment; returns a function that stops it. */
export function traceHttpServers(tracing: Tracing): () => void {
  return subscribe(START, (message) => {
    // Node documents this shape for the channel, which is typed as unknown.
    const { request, response, server } = message as RequestStart;
    try {
      if (!tracing.servers.has(server)) addServer(tracing, server);
      tracing.running.add(response);
      begin(tracing, request, response);
    } catch (error) {
      // The connection still has the context of its last request, which must not apply to this one.
      tracing.contextManager.enter(LIGHT_ROOT);
      throw error;
    }
  });
}

/** Ends the segment that `traceHttpServers` started; called when a response closes. Never throws. */
export function endRequest(tracing: Tracing, response: ServerResponse): void {
  try {
    tracing.running.delete(response);
    const span = spanOf(response.req);
    if (!span) return;
    attempt(END, () => complete(span, response.req, response));
    span.end();
  } catch (error) {
    failed(END, error);
  }
}

const END = "the end of a request";

function addServer(tracing: Tracing, server: Server): void {
  tracing.servers.add(server);
  server.once("close", () => tracing.servers.delete(server));
  for (const listener of server.listeners("request")) patchExpress(listener);
}

function begin(tracing: Tracing, request: IncomingMessage, response: ServerResponse): void {
  rememberPeer(request);
  if (carriesTrace(request.headers)) continueTrace(tracing, request, response);
  else beginTrace(tracing, request);
}

/**
 * Node caches the peer's address on the socket at the first read. Reading it for sampled requests only would give
 * sockets different hidden classes and slow down Node's own socket functions for all requests.
 */
function rememberPeer({ socket }: IncomingMessage): string | undefined {
  return socket.remoteAddress;
}

function beginTrace(tracing: Tracing, request: IncomingMessage): void {
  const randomness = drawRandomness();
  const { sample, rule } = decide(tracing, request, randomness);
  const incoming = contextServing(request.headers.host);
  if (sample) record(tracing, request, { incoming, traceId: randomTraceId(randomness), rule });
  // No span: only a context with the ids and the decision, for propagation.
  else enter(tracing, request, trace.setSpan(incoming, new UnsampledSpan(randomness)));
}

function continueTrace(tracing: Tracing, request: IncomingMessage, response: ServerResponse): void {
  const incoming = propagation.extract(contextServing(request.headers.host), request.headers);
  const parent = trace.getSpanContext(incoming);
  const root = parent ? undefined : traceRootOf(incoming);
  const traceId = parent?.traceId ?? root?.traceId ?? randomTraceId();
  const decided =
    parent && !isSamplingDeferred(incoming) ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0 : root?.sampled;
  // Sampling costs money: an untrusted caller's ids are kept, but the decision is made here.
  const known = decided === true && !trustsYes(tracing, request) ? undefined : decided;
  const { sample, rule } = known === undefined ? decide(tracing, request, traceId) : { sample: known, rule: undefined };
  echoTraceHeader(request.headers[TRACE_HEADER], response, traceId, sample);
  if (sample) {
    record(tracing, request, { incoming, traceId, rule, parent });
    return;
  }
  const spanContext: SpanContext = { traceId, spanId: randomSpanId(), traceFlags: TraceFlags.NONE };
  if (parent?.traceState) spanContext.traceState = parent.traceState;
  enter(tracing, request, trace.setSpanContext(incoming, spanContext));
}

function trustsYes({ trust }: Tracing, request: IncomingMessage): boolean {
  const { socket, headers, rawHeaders } = request;
  const server = "server" in socket ? (socket.server as Server | undefined) : undefined;
  // Node drops headers beyond this number, possibly those that a proxy appended.
  const limit = server?.maxHeadersCount ?? DEFAULT_MAX_HEADERS;
  if (trust.kind !== "all" && limit > 0 && rawHeaders.length >= 2 * limit) return false;
  return trustsCaller(trust, { peer: socket.remoteAddress ?? pathPeer(server), headers });
}

/** A Unix socket has no address, nor has a connection that ended before the first read. */
function pathPeer(server: Server | undefined): string | undefined {
  return typeof server?.address() === "string" ? UNIX_SOCKET : undefined;
}

function decide(tracing: Tracing, request: IncomingMessage, traceOrPosition: string | number): Decision {
  const { method = "GET" } = request;
  const target = targetOf(request);
  const decided = { method, host: target.host ?? "", path: target.path };
  return tracing.authority.decide(decided, traceOrPosition, () => attributesOf(readRequest(request, target)));
}

interface Sampled {
  incoming: Context;
  traceId: string;
  rule: string | undefined;
  parent?: SpanContext | undefined;
}

function record(tracing: Tracing, request: IncomingMessage, sampled: Sampled): void {
  const { incoming, traceId, rule, parent } = sampled;
  const info = readRequest(request, targetOf(request), rule);
  const span = tracing.startRequest(info, traceId, parent);
  enter(tracing, request, withSegment(incoming, span));
}

function enter(tracing: Tracing, request: IncomingMessage, context: Context): void {
  setContext(request, context);
  tracing.contextManager.enter(context);
}

function carriesTrace(headers: IncomingMessage["headers"]): boolean {
  return headers[TRACE_HEADER] !== undefined || headers.traceparent !== undefined || headers.baggage !== undefined;
}

function complete(span: RecordedSpan, request: IncomingMessage, response: ServerResponse): void {
  // Finds an Express app that the user's own listener calls; it is patched for the following requests.
  if ("app" in request) patchExpress(request.app);
  // A response that was aborted before its head was sent has no status.
  const status = response.headersSent ? response.statusCode : undefined;
  span.answered(routeOf(request), status, bodyLength(response));
  if (response.errored) recordErrorOn(span, response.errored);
  else if (cutOff(request, response)) span.setStatus({ code: SpanStatusCode.ERROR, message: CUT_OFF });
  if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

const CUT_OFF = "The server ended the connection before the response was complete";

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
