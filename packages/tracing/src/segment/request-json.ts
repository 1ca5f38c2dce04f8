import { SpanStatusCode, type Attributes, type HrTime } from "@opentelemetry/api";
import type { SegmentDocument } from "@pmp/segment";
import { toXRayTraceId } from "../ids.ts";
import type { HttpRequestInfo } from "../http-request-info.ts";
import type { FinishedSpan } from "../span.ts";
import { awsOf, isSegment, serviceOf } from "./document.ts";
import { requestUrl, withoutQuery } from "./http.ts";
import { secondsText } from "./values.ts";

/** Longer texts may need shortening, which only `toDocument` supports. */
const MAX_LENGTH = 20_000;

/** A redacted text, escaped for a JSON string but without quotes. */
export type Escape = (text: string) => string;

/** A request without added data. */
interface PlainRequest {
  readonly span: FinishedSpan;
  readonly info: HttpRequestInfo;
  /** Without the query string; never empty. */
  readonly path: string;
  readonly escape: Escape;
  readonly service: ServiceJson;
}

type Write = (request: PlainRequest) => string;

/**
 * How each document field is written, or that plain requests don't have it. A field added to `toDocument` does not
 * compile until it is added here.
 */
const FIELDS: Readonly<Record<keyof SegmentDocument, Write | undefined>> = {
  name: ({ service }) => service.name,
  id: ({ span }) => `,"id":"${span.spanContext().spanId}"`,
  trace_id: ({ span }) => `,"trace_id":"${toXRayTraceId(span.spanContext().traceId)}"`,
  start_time: ({ span }) => `,"start_time":${secondsText(span.startTime)}`,
  end_time: ({ span }) => `,"end_time":${secondsText(later(span.endTime, span.startTime))}`,
  in_progress: undefined,
  type: undefined,
  parent_id: ({ span }) => (span.parentSpanContext ? `,"parent_id":"${span.parentSpanContext.spanId}"` : ""),
  namespace: undefined,
  error: ({ info: { status = 0 } }) => (status >= 400 && status < 500 ? ',"error":true' : ""),
  throttle: ({ info: { status } }) => (status === 429 ? ',"throttle":true' : ""),
  fault: ({ info: { status = 0 }, span }) =>
    status >= 500 || (status < 400 && span.status.code === SpanStatusCode.ERROR) ? ',"fault":true' : "",
  http: ({ info, path, escape }) => `,"http":{"request":{${request(info, path, escape)}}${response(info)}}`,
  origin: ({ service }) => service.origin,
  resource_arn: undefined,
  service: ({ service }) => service.service,
  user: undefined,
  inferred: undefined,
  cause: undefined,
  sql: undefined,
  aws: ({ service }) => service.aws,
  annotations: undefined,
  metadata: ({ info, escape, service }) => metadata(info, escape, service.metadata),
  links: undefined,
  precursor_ids: undefined,
};
const WRITERS = Object.values(FIELDS).filter((write) => write !== undefined);

/**
 * The JSON of `toDocument` for a redacted request without added data, which most sampled requests are. Without it, at
 * 100 % sampling, the server's CPU per request was 13 % more (`npm run bench`). Undefined if it is not a segment, is
 * still running, has no path or is very long.
 *
 * @param resource redacted resource attributes
 */
export function requestJson(
  span: FinishedSpan,
  info: HttpRequestInfo,
  resource: Attributes,
  escape: Escape,
): string | undefined {
  const path = withoutQuery(info.path);
  if (!span.ended || !isSegment(span) || path === "") return undefined;
  const plain = { span, info, path, escape, service: serviceJson(resource, info.rule) };
  let json = "{";
  for (const write of WRITERS) json += write(plain);
  return json.length >= MAX_LENGTH ? undefined : `${json}}`;
}

function later(end: HrTime, start: HrTime): HrTime {
  return end[0] < start[0] || (end[0] === start[0] && end[1] < start[1]) ? start : end;
}

function request(info: HttpRequestInfo, path: string, escape: Escape): string {
  const { method, scheme, host, port, peer } = info;
  // The host may be preceded by a user name and password.
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

/** A redacted text; undefined if nothing is left of it. */
function kept(text: string | undefined, escape: Escape): string | undefined {
  return text === undefined ? undefined : escape(text) || undefined;
}

function response({ status, length }: HttpRequestInfo): string {
  if (status === undefined) return length === undefined ? "" : `,"response":{"content_length":${length}}`;
  return `,"response":{"status":${status}${length === undefined ? "" : `,"content_length":${length}`}}`;
}

/** @param own members of the service, as JSON without braces */
function metadata({ route }: HttpRequestInfo, escape: Escape, own: string): string {
  if (route === undefined) return own === "" ? "" : `,"metadata":{"default":{${own}}}`;
  return `,"metadata":{"default":{"http.route":"${escape(route)}"${own === "" ? "" : `,${own}`}}}`;
}

/** Fields common to all requests of a service with the same sampling rule. */
interface ServiceJson {
  name: string;
  origin: string;
  service: string;
  aws: string;
  /** Members of the metadata, without braces. */
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
  return {
    name: `"name":${JSON.stringify(service.name)}`,
    origin: origin === undefined ? "" : `,"origin":${JSON.stringify(origin)}`,
    service: version === undefined ? "" : `,"service":${JSON.stringify({ version })}`,
    aws: `,"aws":${JSON.stringify(awsOf(service.aws, rule))}`,
    metadata: JSON.stringify(service.metadata ?? {}).slice(1, -1),
  };
}
