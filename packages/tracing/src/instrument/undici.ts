import { context, propagation, SpanStatusCode, trace, type Attributes, type Span } from "@opentelemetry/api";
import { withoutQuery } from "../segment/http.ts";
import { num } from "../segment/values.ts";
import type { Tracing } from "../tracing.ts";
import { startCall } from "./outgoing.ts";
import { subscribe } from "./subscribe.ts";

/**
 * What is used of the messages of undici, which is also behind the global fetch.
 * https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
interface UndiciRequest {
  method?: string;
  origin?: string | URL;
  path: string;
  addHeader(name: string, value: string): unknown;
}

interface UndiciResponse {
  statusCode: number;
  headers: Buffer[];
}

/** Makes a subsegment of each fetch or undici call of a sampled request; returns a function that ends this. */
export function traceUndici(tracing: Tracing): () => void {
  const calls = new WeakMap<UndiciRequest, Span>();

  const onCreate = (message: unknown): void => {
    const { request } = message as { request: UndiciRequest };
    try {
      const span = startCall(request.method ?? "GET", () => attributesOf(request));
      if (span) calls.set(request, span);
      if (!trace.getSpanContext(context.active())) return;
      const current = span ? trace.setSpan(context.active(), span) : context.active();
      propagation.inject(current, request, {
        set: (carrier, key, value) => {
          carrier.addHeader(key, value);
        },
      });
    } catch (error) {
      tracing.failed(error);
    }
  };
  const onHeaders = (message: unknown): void => {
    const { request, response } = message as { request: UndiciRequest; response: UndiciResponse };
    const span = calls.get(request);
    if (!span) return;
    span.setAttribute("http.response.status_code", response.statusCode);
    const length = contentLength(response.headers);
    if (length !== undefined) span.setAttribute("http.response.body.size", length);
    if (response.statusCode >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
  };
  const onTrailers = (message: unknown): void => {
    const { request } = message as { request: UndiciRequest };
    calls.get(request)?.end();
    calls.delete(request);
  };
  const onError = (message: unknown): void => {
    const { request, error } = message as { request: UndiciRequest; error: Error };
    const span = calls.get(request);
    if (!span) return;
    calls.delete(request);
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end();
  };

  const channels: [string, (message: unknown) => void][] = [
    ["undici:request:create", onCreate],
    ["undici:request:headers", onHeaders],
    ["undici:request:trailers", onTrailers],
    ["undici:request:error", onError],
  ];
  const stops = channels.map(([name, listener]) => subscribe(name, listener));
  return () => {
    for (const stop of stops) stop();
  };
}

function attributesOf({ method, origin, path }: UndiciRequest): Attributes {
  const url = new URL(path, origin);
  return {
    "http.request.method": method ?? "GET",
    "url.full": withoutQuery(url.href),
    "server.address": url.hostname,
    ...(url.port !== "" && { "server.port": Number(url.port) }),
  };
}

/** Header names and values follow each other as bytes. */
function contentLength(headers: Buffer[]): number | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toString().toLowerCase() === "content-length") return num(headers[i + 1]?.toString());
  }
  return undefined;
}
