import { SpanStatusCode, type Attributes, type HrTime } from "@opentelemetry/api";
import { toXRayTraceId } from "../ids.ts";
import type { HttpRequestInfo } from "../http-request-info.ts";
import type { FinishedSpan } from "../span.ts";
import { awsOf, isSegment, serviceOf } from "./document.ts";
import { requestUrl, withoutQuery } from "./http.ts";
import { secondsText } from "./values.ts";

/** Texts that are longer together may need to be shortened, which only a document can be. */
const MAX_LENGTH = 20_000;

/** A text as it may leave the process, escaped for a JSON string but without its quotes. */
export type Escape = (text: string) => string;

/**
 * The JSON of the document that `toDocument` makes of a redacted request about which nothing but this is known.
 * Most sampled requests are such: no attributes or documents have to be made for them. Undefined for one that is no
 * segment, still runs, has no path or is very long.
 *
 * @param resource what the service says of itself, as it may leave the process
 */
export function requestJson(
  span: FinishedSpan,
  info: HttpRequestInfo,
  resource: Attributes,
  escape: Escape,
): string | undefined {
  const path = withoutQuery(info.path);
  if (!span.ended || !isSegment(span) || path === "") return undefined;
  const { traceId, spanId } = span.spanContext();
  const { head, tail, metadata: own } = serviceJson(resource, info.rule);
  const { startTime } = span;
  const endTime = later(span.endTime, startTime);
  const parent = span.parentSpanContext ? `,"parent_id":"${span.parentSpanContext.spanId}"` : "";
  const json = `{${head},"id":"${spanId}","trace_id":"${toXRayTraceId(traceId)}","start_time":${secondsText(startTime)},"end_time":${secondsText(endTime)}${parent}${outcome(info.status, span.status.code)},"http":{"request":{${request(info, path, escape)}}${response(info)}}${tail}${metadata(info, escape, own)}}`;
  return json.length > MAX_LENGTH ? undefined : json;
}

function later(end: HrTime, start: HrTime): HrTime {
  return end[0] < start[0] || (end[0] === start[0] && end[1] < start[1]) ? start : end;
}

function outcome(status: number | undefined, code: SpanStatusCode): string {
  if (status !== undefined && status >= 500) return ',"fault":true';
  if (status === 429) return ',"error":true,"throttle":true';
  if (status !== undefined && status >= 400) return ',"error":true';
  return code === SpanStatusCode.ERROR ? ',"fault":true' : "";
}

function request(info: HttpRequestInfo, path: string, escape: Escape): string {
  const { method, scheme, host, port, peer } = info;
  // A user with a password may stand before the host.
  const name = kept(host?.slice(host.lastIndexOf("@") + 1), escape);
  const safePath = kept(path, escape);
  const userAgent = kept(info.userAgent, escape);
  const url =
    name === undefined && safePath === undefined ? "" : `,"url":"${requestUrl(scheme, name, port, safePath)}"`;
  const agent = userAgent === undefined ? "" : `,"user_agent":"${userAgent}"`;
  const ip = kept(info.client, escape) ?? peer;
  const address = ip === undefined ? "" : `,"client_ip":"${ip}"`;
  const forwarded = peer !== undefined && ip !== peer ? ',"x_forwarded_for":true' : "";
  return `"method":"${method}"${url}${agent}${address}${forwarded}`;
}

/** A text as it may leave the process; none is left of one that was nothing but a secret. */
function kept(text: string | undefined, escape: Escape): string | undefined {
  return text === undefined ? undefined : escape(text) || undefined;
}

function response({ status, length }: HttpRequestInfo): string {
  if (status === undefined) return length === undefined ? "" : `,"response":{"content_length":${length}}`;
  return `,"response":{"status":${status}${length === undefined ? "" : `,"content_length":${length}`}}`;
}

/** @param own members that the service has, as JSON without braces */
function metadata({ route }: HttpRequestInfo, escape: Escape, own: string): string {
  if (route === undefined) return own === "" ? "" : `,"metadata":{"default":{${own}}}`;
  return `,"metadata":{"default":{"http.route":"${escape(route)}"${own === "" ? "" : `,${own}`}}}`;
}

/** What is the same for all requests of a service that one rule decided on. */
interface ServiceJson {
  head: string;
  tail: string;
  metadata: string;
}

const MAX_RULES = 1_000;
const services = new WeakMap<object, Map<string | undefined, ServiceJson>>();

function serviceJson(resource: Attributes, rule: string | undefined): ServiceJson {
  let byRule = services.get(resource);
  if (!byRule || byRule.size > MAX_RULES) {
    byRule = new Map<string | undefined, ServiceJson>();
    services.set(resource, byRule);
  }
  let json = byRule.get(rule);
  if (!json) byRule.set(rule, (json = makeServiceJson(resource, rule)));
  return json;
}

function makeServiceJson(resource: Attributes, rule: string | undefined): ServiceJson {
  const service = serviceOf(resource);
  const { origin, version } = service;
  const rest = { origin, ...(version !== undefined && { service: { version } }), aws: awsOf(service.aws, rule) };
  return {
    head: `"name":${JSON.stringify(service.name)}`,
    tail: `,${JSON.stringify(rest).slice(1, -1)}`,
    metadata: JSON.stringify(service.metadata ?? {}).slice(1, -1),
  };
}
