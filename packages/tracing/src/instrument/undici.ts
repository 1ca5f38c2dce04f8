import { num } from "../segment/values.ts";
import type { Call } from "./call.ts";
import { openCalls, passTraceOn, startCall } from "./outgoing.ts";
import { subscribe } from "./subscribe.ts";
import { targetAttributes } from "./target.ts";
import { setUndiciHeader, type UndiciHeaders } from "./undici-header.ts";
import { watchUpgrade } from "./undici-upgrade.ts";

/**
 * The used part of the messages of undici, which also implements the global fetch and WebSocket.
 * https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
interface UndiciRequest extends UndiciHeaders {
  method?: string;
  origin?: string | URL;
  path: string;
  /** The Host header set by the caller. */
  host?: unknown;
  /** The requested protocol of an upgrade. */
  upgrade?: unknown;
}

interface UndiciResponse {
  statusCode: number;
  /** Alternating names and values, or an object by name. */
  headers: (Buffer | string | (Buffer | string)[])[] | Record<string, unknown>;
}

/** Records each fetch or undici call of a sampled request as a subsegment; returns a function that stops it. */
export function traceUndici(): () => void {
  const calls = new WeakMap<UndiciRequest, Call>();

  const stops = [
    subscribe("undici:request:create", (message) => {
      const { request } = message as { request: UndiciRequest };
      const { method = "GET", path } = request;
      if (method === "CONNECT" && isTunnelOfCall(path)) return;
      const origin = request.origin === undefined ? undefined : String(request.origin);
      const call = startCall(method, () => targetAttributes({ method, path, origin }));
      if (call) {
        calls.set(request, call);
        call.origin = origin;
        if (method === "CONNECT" || request.upgrade) watchUpgrade(request, call);
      }
      passTraceOn(
        call,
        () => ({ method, path, origin, host: hostHeader(request) }),
        (name, value) => setUndiciHeader(request, name, value),
      );
    }),
    subscribe("undici:request:headers", (message) => {
      const { request, response } = message as { request: UndiciRequest; response: UndiciResponse };
      const { statusCode } = response;
      // Early hints precede the response.
      if (statusCode >= 200 || statusCode === 101) calls.get(request)?.answered(statusCode, contentLength(response));
    }),
    subscribe("undici:request:trailers", (message) => {
      calls.get((message as { request: UndiciRequest }).request)?.done();
    }),
    subscribe("undici:request:error", (message) => {
      const { request, error } = message as { request: UndiciRequest; error: unknown };
      calls.get(request)?.stopped(error);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function hostHeader({ host }: UndiciRequest): string | undefined {
  return typeof host === "string" ? host : undefined;
}

/**
 * With a proxy, undici opens a tunnel for a call in progress. The tunnel is part of that call, not another call of the
 * app.
 */
function isTunnelOfCall(path: string): boolean {
  return openCalls.some(({ isAnswered, origin }) => !isAnswered && origin !== undefined && authority(origin) === path);
}

function authority(origin: string): string | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port || (protocol === "https:" || protocol === "wss:" ? 443 : 80)}`;
}

function contentLength({ headers }: UndiciResponse): number | undefined {
  if (!Array.isArray(headers)) return num(headers["content-length"]);
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (String(headers[i]).toLowerCase() === "content-length") return num(String(headers[i + 1]));
  }
  return undefined;
}
