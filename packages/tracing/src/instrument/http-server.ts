import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { propagation, trace, TraceFlags, type Context, type SpanContext } from "@opentelemetry/api";
import { trustsCaller, UNIX_SOCKET } from "@pmp/sampling/trust";
import { capture } from "../adaptive/capture.ts";
import { attempt, failed } from "../guard.ts";
import { drawRandomness, randomSpanId, randomTraceId } from "../ids.ts";
import { LIGHT_ROOT } from "../light-context.ts";
import { isSamplingDeferred, traceRootOf } from "../propagation/deferred-sampling.ts";
import { contextServing } from "../propagation/served-host.ts";
import { TRACE_HEADER } from "../propagation/trace-header.ts";
import { ruleHashOf, stateOf } from "../propagation/rule-state.ts";
import { attributesOf } from "../http-request-info.ts";
import type { Decision } from "../sampling/rule-set.ts";
import { withSegment } from "../segment-context.ts";
import type { Origin, Tracing } from "../tracing.ts";
import { UnsampledSpan } from "../unsampled-span.ts";
import { echoTraceHeader } from "./echo-trace-header.ts";
import { patchExpress } from "./express.ts";
import { readRequest } from "./read-request.ts";
import { setContext, spanOf, unsampledOf } from "./request-context.ts";
import { targetOf } from "./request-target.ts";
import { complete } from "./response.ts";
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
    if (span) {
      attempt(END, () => complete(span, response));
      span.end();
      tracing.adaptive.sampled(span, response);
    } else if (tracing.watchesUnsampled) endUnsampled(tracing, response);
  } catch (error) {
    failed(END, error);
  }
}

const END = "the end of a request";

function endUnsampled(tracing: Tracing, response: ServerResponse): void {
  const span = unsampledOf(response.req);
  if (!span || span.startedAt === 0) return;
  const isCaptured = tracing.adaptive.unsampled(span, response);
  const kept = span.release();
  if (isCaptured) capture(tracing, span, response, kept);
}

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
  const decision = decide(tracing, request, randomness);
  const incoming = contextServing(request.headers.host);
  if (decision.sample) {
    const { boost } = decision;
    const origin = { parent: undefined, boost, traceState: boost?.traceState };
    record(tracing, request, { incoming, traceId: randomTraceId(randomness), rule: decision.rule, origin });
  } else enterUnsampled(tracing, request, { incoming, origin: randomness, decision });
}

function continueTrace(tracing: Tracing, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const incoming = propagation.extract(contextServing(headers.host), headers);
  const parent = trace.getSpanContext(incoming);
  const root = parent ? undefined : traceRootOf(incoming);
  const traceId = parent?.traceId ?? root?.traceId ?? randomTraceId();
  const decided =
    parent && !isSamplingDeferred(incoming) ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0 : root?.sampled;
  // Sampling costs money: an untrusted caller's ids are kept, but the decision is made here.
  const known = decided === true && !trustsYes(tracing, request) ? undefined : decided;
  const decision =
    known === undefined ? decide(tracing, request, traceId) : decisionOf(tracing, known, parent, headers);
  const { sample, rule, boost } = decision;
  const traceState = known === undefined && boost ? stateOf(parent?.traceState, boost) : parent?.traceState;
  echoTraceHeader(headers[TRACE_HEADER], response, traceId, sample);
  if (sample) {
    record(tracing, request, { incoming, traceId, rule, origin: { parent, boost, traceState } });
    return;
  }
  const spanContext: SpanContext = { traceId, spanId: randomSpanId(), traceFlags: TraceFlags.NONE };
  if (traceState) spanContext.traceState = traceState;
  enterUnsampled(tracing, request, { incoming, origin: spanContext, decision });
}

/** The decision of a caller, with adaptive sampling of the rule that decided where the trace started. */
function decisionOf(
  { authority }: Tracing,
  sample: boolean,
  parent: SpanContext | undefined,
  headers: IncomingMessage["headers"],
): Decision {
  const hash = parent && authority.boosts ? ruleHashOf(parent, headers) : undefined;
  const boost = hash === undefined ? undefined : authority.boostOf(hash);
  return boost ? { sample, rule: undefined, boost } : { sample, rule: undefined };
}

interface Unsampled {
  incoming: Context;
  origin: number | SpanContext;
  decision: Decision;
}

/** No segment: only a context with the ids and the decision, for propagation. */
function enterUnsampled(tracing: Tracing, request: IncomingMessage, { incoming, origin, decision }: Unsampled): void {
  const { captures } = tracing.adaptive;
  const isWatched = captures || decision.boost !== undefined;
  // The time of a decision made here is that of the start; a caller's needs the clock.
  const startedAt = !isWatched ? 0 : decision.rule === undefined ? Date.now() : tracing.authority.decidedAt;
  const span = new UnsampledSpan(origin, decision, startedAt, captures);
  enter(tracing, request, captures ? withSegment(incoming, span) : trace.setSpan(incoming, span));
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
  origin: Origin;
}

function record(tracing: Tracing, request: IncomingMessage, { incoming, traceId, rule, origin }: Sampled): void {
  const info = readRequest(request, targetOf(request), rule);
  const span = tracing.startRequest(info, traceId, origin);
  enter(tracing, request, withSegment(incoming, span));
}

function enter(tracing: Tracing, request: IncomingMessage, context: Context): void {
  setContext(request, context);
  tracing.contextManager.enter(context);
}

function carriesTrace(headers: IncomingMessage["headers"]): boolean {
  return headers[TRACE_HEADER] !== undefined || headers.traceparent !== undefined || headers.baggage !== undefined;
}
