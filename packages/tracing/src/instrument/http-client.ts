import type { ClientRequest, IncomingMessage } from "node:http";
import { context, propagation, SpanStatusCode, trace, type Attributes, type Span } from "@opentelemetry/api";
import { guarded } from "../guard.ts";
import { withoutQuery } from "../segment/http.ts";
import type { Tracing } from "../tracing.ts";
import { awsAttributes, awsRequestId } from "./aws-request.ts";
import { startCall } from "./outgoing.ts";
import { subscribe } from "./subscribe.ts";

/** Published by `http.request` and `https.request`. https://nodejs.org/api/diagnostics_channel.html#http */
const CREATED = "http.client.request.created";
const FAILED = "http.client.request.error";
const ANSWERED = "http.client.response.finish";

/** Makes a subsegment of each outgoing call of a sampled request; returns a function that ends this. */
export function traceHttpClients(tracing: Tracing): () => void {
  const calls = new WeakMap<ClientRequest, Span>();

  const onCreated = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    try {
      const span = startCall(request.method, () => attributesOf(request));
      if (span) calls.set(request, span);
      inject(request, span);
    } catch (error) {
      tracing.failed(error);
    }
  };
  const onFailed = (message: unknown): void => {
    const { request, error } = message as { request: ClientRequest; error: Error };
    const span = calls.get(request);
    if (!span) return;
    calls.delete(request);
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end();
  };
  const onAnswered = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const span = calls.get(request);
    if (!span) return;
    calls.delete(request);
    const status = response.statusCode ?? 0;
    span.setAttribute("http.response.status_code", status);
    const length = Number(response.headers["content-length"] ?? NaN);
    if (Number.isFinite(length)) span.setAttribute("http.response.body.size", length);
    const id = awsRequestId(response);
    if (id !== undefined) span.setAttribute("aws.request_id", id);
    if (status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    // The call lasts until its body was read or given up.
    response.once(
      "close",
      guarded("http.client", () => span.end()),
    );
  };

  const stops = [subscribe(CREATED, onCreated), subscribe(FAILED, onFailed), subscribe(ANSWERED, onAnswered)];
  return () => {
    for (const stop of stops) stop();
  };
}

function attributesOf(request: ClientRequest): Attributes {
  const authority = String(request.getHeader("host") ?? request.host);
  return {
    "http.request.method": request.method,
    "url.full": withoutQuery(`${request.protocol}//${authority}${request.path}`),
    "server.address": request.host,
    ...awsAttributes(request),
  };
}

function inject(request: ClientRequest, span: Span | undefined): void {
  // Headers given as an array are written at once; nothing can be added to them any more.
  if (request.headersSent || !trace.getSpanContext(context.active())) return;
  const current = span ? trace.setSpan(context.active(), span) : context.active();
  propagation.inject(current, request, {
    set: (carrier, key, value) => {
      carrier.setHeader(key, value);
    },
  });
}
