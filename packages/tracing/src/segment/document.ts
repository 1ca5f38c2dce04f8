import type { Attributes } from "@opentelemetry/api";
import { SpanStatusCode } from "@opentelemetry/api";
import { isLink } from "../link.ts";
import { toXRayTraceId } from "../ids.ts";
import type { FinishedSpan } from "../span.ts";
import { SDK_NAME, VERSION } from "../version.ts";
import { annotationKeys, annotationsOf } from "./annotations.ts";
import { causeOf } from "./cause.ts";
import { httpOf, outcomeOf } from "./http.ts";
import { metadataOf } from "./metadata.ts";
import { RULE_ATTRIBUTE } from "../http-request-info.ts";
import { cleanName, subsegmentName } from "./name.ts";
import { originOf, platformOf } from "./platform.ts";
import { resourceMetadataOf } from "./resource-metadata.ts";
import { awsCallOf, namespaceOf, sqlOf } from "./remote.ts";
import type { AwsBlock, SegmentDocument, SegmentLink } from "@pmp/segment";
import { cut, firstText, seconds, text } from "./values.ts";

const MAX_USER_LENGTH = 250;
const MAX_RULE_NAME_LENGTH = 32;

/**
 * A span is a segment where X-Ray must draw a service: the root of a trace, or an incoming request with its parent in
 * another process. All others are subsegments. So is a request's span inside another one (Next.js creates its own): as
 * a segment, X-Ray would count the request twice.
 */
export function isSegment({ parentSpanContext: parent }: Pick<FinishedSpan, "parentSpanContext">): boolean {
  return parent === undefined || parent.isRemote === true;
}

/** The X-Ray document of a finished span. */
export function toDocument(span: FinishedSpan): SegmentDocument {
  const service = isSegment(span) ? serviceOf(span.resource.attributes) : undefined;
  const { traceId, spanId } = span.spanContext();
  const document: SegmentDocument = {
    name: service ? service.name : subsegmentName(span),
    id: spanId,
    trace_id: toXRayTraceId(traceId),
    start_time: seconds(span.startTime),
  };
  if (span.ended) document.end_time = Math.max(seconds(span.endTime), document.start_time);
  else document.in_progress = true;
  if (span.parentSpanContext) document.parent_id = span.parentSpanContext.spanId;
  if (service) addService(document, service);
  else addCall(document, span);
  return addContents(document, span, service);
}

function addContents(document: SegmentDocument, span: FinishedSpan, service: Service | undefined): SegmentDocument {
  Object.assign(document, outcomeOf(span));
  const http = httpOf(span);
  if (http) document.http = http;
  const failed = document.fault === true || span.status.code === SpanStatusCode.ERROR;
  const cause = causeOf(span, failed);
  if (cause) document.cause = cause;
  const user = firstText(span.attributes, "enduser.id", "user.id");
  if (service && user !== undefined) document.user = cut(user, MAX_USER_LENGTH);
  if (service) document.aws = awsOf(service.aws, text(span.attributes[RULE_ATTRIBUTE]));
  const indexed = annotationKeys(span.attributes);
  const annotations = annotationsOf(span.attributes, indexed);
  if (annotations) document.annotations = annotations;
  const metadata = metadataOf(span, document, indexed, service?.metadata);
  if (metadata) document.metadata = metadata;
  const links = linksOf(span);
  if (links) document.links = links;
  return document;
}

/** Service data read from a resource, cached because it is the same for all its segments. */
interface Service {
  name: string;
  origin: string | undefined;
  version: string | undefined;
  aws: AwsBlock;
  /** Metadata common to all its segments. */
  metadata: Record<string, unknown> | undefined;
}

const services = new WeakMap<Attributes, Service>();

export function serviceOf(resource: Attributes): Service {
  const known = services.get(resource);
  if (known) return known;
  const origin = originOf(resource);
  const aws = platformOf(resource);
  const service: Service = {
    name: cleanName(text(resource["service.name"]) ?? ""),
    origin,
    version: text(resource["service.version"]),
    aws,
    metadata: resourceMetadataOf(resource, { origin, aws }),
  };
  services.set(resource, service);
  return service;
}

function addService(document: SegmentDocument, { origin, version }: Service): void {
  if (origin !== undefined) document.origin = origin;
  if (version !== undefined) document.service = { version };
}

function addCall(document: SegmentDocument, span: FinishedSpan): void {
  document.type = "subsegment";
  const namespace = namespaceOf(span);
  if (namespace !== undefined) document.namespace = namespace;
  const aws = awsCallOf(span);
  if (aws) document.aws = aws;
  const sql = sqlOf(span);
  if (sql) document.sql = sql;
}

/** The `aws` block of a segment: platform, SDK and sampling rule. */
export function awsOf(platform: AwsBlock, rule: string | undefined): AwsBlock {
  const xray: NonNullable<AwsBlock["xray"]> = { sdk: SDK_NAME, sdk_version: VERSION, auto_instrumentation: true };
  if (rule !== undefined) xray.sampling_rule_name = cut(rule, MAX_RULE_NAME_LENGTH);
  return { ...platform, xray };
}

/** Valid links only: X-Ray would reject the document because of an invalid one. */
function linksOf(span: FinishedSpan): SegmentLink[] | undefined {
  if (span.links.length === 0) return undefined;
  const links = span.links.filter(isLink).map(({ context, attributes }) => ({
    id: context.spanId,
    trace_id: toXRayTraceId(context.traceId),
    ...(attributes && Object.keys(attributes).length > 0 ? { attributes } : {}),
  }));
  return links.length === 0 ? undefined : links;
}
