import { isIP } from "node:net";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { FinishedSpan } from "../span.ts";
import { isThrottled } from "./throttling.ts";
import type { HttpBlock, SegmentDocument } from "@pmp/segment";
import { firstText, num, text, whole } from "./values.ts";

/** The `http` block, or undefined for other spans. The query string is never part of the URL. */
export function httpOf(span: FinishedSpan): HttpBlock | undefined {
  const { attributes } = span;
  const method = firstText(attributes, "http.request.method", "http.method");
  const status = statusCode(span);
  if (method === undefined && status === undefined) return undefined;
  const request = requestOf(span, method);
  const length = whole(attributes["http.response.body.size"] ?? attributes["http.response_content_length"], 0);
  const http: HttpBlock = {};
  if (request) http.request = request;
  if (status !== undefined) http.response = length === undefined ? { status } : { status, content_length: length };
  else if (length !== undefined) http.response = { content_length: length };
  return http;
}

function requestOf(span: FinishedSpan, method: string | undefined): HttpBlock["request"] {
  const { attributes } = span;
  const request: NonNullable<HttpBlock["request"]> = {};
  if (method !== undefined) request.method = method;
  const url = urlOf(span);
  if (url !== undefined) request.url = url;
  const agent = firstText(attributes, "user_agent.original", "http.user_agent");
  if (agent !== undefined) request.user_agent = agent;
  if (span.kind === SpanKind.SERVER) {
    const client = firstText(attributes, "client.address", "http.client_ip");
    const peer = text(attributes["network.peer.address"]);
    const ip = client ?? peer;
    if (ip !== undefined) request.client_ip = ip;
    if (peer !== undefined && ip !== peer) request.x_forwarded_for = true;
  }
  return method === undefined && url === undefined && agent === undefined ? undefined : request;
}

function urlOf(span: FinishedSpan): string | undefined {
  const { attributes } = span;
  const full = firstText(attributes, "url.full", "http.url");
  if (full !== undefined) return withoutQuery(full);
  const path = firstText(attributes, "url.path", "http.target");
  const host = firstText(attributes, "server.address", "http.host", "net.host.name");
  if (host === undefined) return path === undefined ? undefined : withoutQuery(path);
  const scheme = firstText(attributes, "url.scheme", "http.scheme") ?? "http";
  const port = num(attributes["server.port"] ?? attributes["net.host.port"]);
  return requestUrl(scheme, host, port, path);
}

/** The URL composed of its parts; only the path if the host is unknown. */
export function requestUrl(
  scheme: string,
  host: string | undefined,
  port: number | undefined,
  path: string | undefined,
): string {
  // Some instrumentations record the raw request target, which may be an absolute URL.
  const absolute = path !== undefined && !path.startsWith("/") && ABSOLUTE.test(path);
  if (host === undefined || absolute) return withoutQuery(path ?? "/");
  const colon = host.includes(":");
  const standard = port === undefined || port === (scheme === "https" ? 443 : 80) || colon;
  const bracketed = colon && isIP(host) === 6 ? `[${host}]` : host;
  return withoutQuery(`${scheme}://${bracketed}${standard ? "" : `:${port}`}${path ?? "/"}`);
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Query string, fragment, user name and password of a URL often contain secrets: none of them is recorded. */
export function withoutQuery(url: string): string {
  // Fast path: few URLs have one of these.
  if (!url.includes("?") && !url.includes("#") && !url.includes("@")) return url;
  const end = url.search(/[?#]/);
  return (end < 0 ? url : url.slice(0, end)).replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}

function statusCode(span: FinishedSpan): number | undefined {
  return whole(span.attributes["http.response.status_code"] ?? span.attributes["http.status_code"], 100);
}

/**
 * X-Ray's outcome flags: 4xx is an error, 429 a throttle as well, 5xx a fault. Without an HTTP status, or with
 * one below 400, a span whose status is ERROR is a fault. A call throttled by AWS is a throttle regardless of its
 * status.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-errors
 */
export function outcomeOf(span: FinishedSpan): Pick<SegmentDocument, "error" | "throttle" | "fault"> {
  const status = statusCode(span);
  const failed = status !== undefined && status >= 400;
  if (!failed && span.status.code !== SpanStatusCode.ERROR) return {};
  const isError = failed && status < 500;
  const throttle = status === 429 || isThrottled(span);
  return { ...(isError ? { error: true } : { fault: true }), ...(throttle && { throttle }) };
}
