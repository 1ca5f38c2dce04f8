import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import {
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
} from "@opentelemetry/api";
import { randomSpanId, randomTraceId } from "../ids.ts";
import { decisionIsOpen, traceRootOf } from "../propagation/open-decision.ts";
import { TRACE_HEADER } from "../propagation/trace-header.ts";
import { RULE_ATTRIBUTE } from "../segment/document.ts";
import type { Tracing } from "../tracing.ts";
import { routeOf } from "./route.ts";

/** Published by Node before the server's `request` event. https://nodejs.org/api/diagnostics_channel.html#http */
const START = "http.server.request.start";

interface RequestStart {
  request: IncomingMessage;
  response: ServerResponse;
  server: Server;
}

/** Makes a segment of each sampled request; returns a function that ends this. */
export function traceHttpServers(tracing: Tracing): () => void {
  const onStart = (message: unknown): void => {
    // Node documents this shape for the channel, which is typed as unknown.
    const { request, response, server } = message as RequestStart;
    try {
      tracing.servers.add(server);
      begin(tracing, request, response);
    } catch (error) {
      tracing.failed(error);
    }
  };
  subscribe(START, onStart);
  return () => unsubscribe(START, onStart);
}

function begin(tracing: Tracing, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const incoming = carriesTrace(headers) ? propagation.extract(ROOT_CONTEXT, headers) : ROOT_CONTEXT;
  const parent = trace.getSpanContext(incoming);
  const root = parent ? undefined : traceRootOf(incoming);
  const traceId = parent?.traceId ?? root?.traceId ?? randomTraceId();
  const url = request.url ?? "/";
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);

  let rule: string | undefined;
  let sampled = parent && !decisionIsOpen(incoming) ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0 : root?.sampled;
  if (sampled === undefined) {
    const decision = tracing.authority.decide(
      { method: request.method ?? "GET", host: hostName(headers.host), path },
      traceId,
    );
    ({ sample: sampled, rule } = decision);
  }
  if (!sampled) {
    const spanId = randomSpanId();
    tracing.contextManager.enter(trace.setSpanContext(incoming, { traceId, spanId, traceFlags: TraceFlags.NONE }));
    return;
  }
  const span = startSegment(tracing, request, incoming, traceId, path, rule);
  tracing.contextManager.enter(trace.setSpan(incoming, span));
  response.once("close", () => end(tracing, span, request, response));
}

function carriesTrace(headers: IncomingMessage["headers"]): boolean {
  return headers[TRACE_HEADER] !== undefined || headers.traceparent !== undefined || headers.baggage !== undefined;
}

function startSegment(
  tracing: Tracing,
  request: IncomingMessage,
  incoming: Context,
  traceId: string,
  path: string,
  rule: string | undefined,
): Span {
  const { headers, socket } = request;
  const encrypted = "encrypted" in socket && socket.encrypted === true;
  const attributes: Attributes = {
    "http.request.method": request.method ?? "GET",
    "url.scheme": forwarded(headers["x-forwarded-proto"]) ?? (encrypted ? "https" : "http"),
    "url.path": path,
  };
  const host = headers.host;
  if (host !== undefined) {
    attributes["server.address"] = hostName(host);
    const port = /:(\d+)$/.exec(host)?.[1];
    if (port !== undefined) attributes["server.port"] = Number(port);
  }
  // A server that listens on IPv6 and IPv4 sees IPv4 peers as mapped addresses.
  const peer = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, "");
  const client = forwarded(headers["x-forwarded-for"]) ?? peer;
  if (peer !== undefined) attributes["network.peer.address"] = peer;
  if (client !== undefined) attributes["client.address"] = client;
  const agent = headers["user-agent"];
  if (agent !== undefined) attributes["user_agent.original"] = agent;
  if (rule !== undefined) attributes[RULE_ATTRIBUTE] = rule;
  return tracing.startDecided(request.method ?? "GET", { kind: SpanKind.SERVER, attributes }, incoming, traceId);
}

function end(tracing: Tracing, span: Span, request: IncomingMessage, response: ServerResponse): void {
  try {
    const route = routeOf(request);
    if (route !== undefined) {
      span.setAttribute("http.route", route);
      span.updateName(`${request.method ?? "GET"} ${route}`);
    }
    // A response that was cut off before its head was sent has no status of its own.
    if (response.headersSent) span.setAttribute("http.response.status_code", response.statusCode);
    const length = Number(response.getHeader("content-length"));
    if (Number.isFinite(length)) span.setAttribute("http.response.body.size", length);
    if (response.headersSent && response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  } catch (error) {
    tracing.failed(error);
  } finally {
    span.end();
  }
}

/** The host without its port. */
function hostName(host: string | undefined): string {
  return host === undefined ? "" : host.replace(/:\d+$/, "");
}

/** The first value of a list that proxies extend. */
function forwarded(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  const first = text?.split(",", 1)[0]?.trim();
  return first === "" ? undefined : first;
}
