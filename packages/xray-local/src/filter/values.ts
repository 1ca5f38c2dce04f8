import { everySegment } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { secondsOf } from "../summary/summarize.ts";
import type { Field, Value } from "@pmp/filter";
import type { FilterableTrace, Visit, Visits } from "./trace.ts";

/** Returns all values of a field; none if it is absent. */
export type Reader = (field: Field) => readonly Value[];

type Get<T> = (source: T) => readonly (Value | undefined)[];

/** Fields of the trace as a whole: of its first request, and of any segment where AWS documents that. */
export function readTrace(trace: FilterableTrace, visits: () => Visits): Reader {
  const source = {
    summary: trace.summary,
    // A getter, so that segments are parsed only for fields that need them.
    get segments() {
      return trace.segments;
    },
    visits,
  };
  return (field) => {
    if ("annotation" in field) {
      const { annotations } = trace.summary;
      return Object.hasOwn(annotations, field.annotation) ? (annotations[field.annotation] ?? []) : [];
    }
    return present(OF_TRACE[field.keyword]?.(source) ?? anywhere(field.keyword, trace.segments));
  };
}

const OF_TRACE: Readonly<Record<string, Get<FilterableTrace & { readonly visits: () => Visits }>>> = {
  ok: ({ summary }) => [isOk(summary, summary.status)],
  error: ({ summary }) => [summary.error],
  throttle: ({ summary }) => [summary.throttle],
  fault: ({ summary }) => [summary.fault],
  partial: ({ summary }) => [summary.partial],
  inferred: ({ visits }) => [visits().visits.some(({ inferred }) => inferred)],
  responsetime: ({ summary }) => [summary.responseTime],
  duration: ({ summary }) => [summary.duration],
  "http.status": ({ summary }) => [summary.status],
  "http.url": ({ summary }) => [summary.url],
  "http.method": ({ summary }) => [summary.method],
  "http.clientip": ({ summary }) => [summary.clientIp],
  "http.useragent": ({ visits }) =>
    visits()
      .visits.filter(({ root }) => root)
      .map(({ document }) => document.http?.request?.user_agent),
  name: ({ visits, segments }) => [...visits().visits.map(({ node }) => node.name), ...exceptionTypes(segments)],
  type: ({ visits }) => visits().visits.map(({ node }) => node.type),
};

/**
 * Fields of one request to a service, or of one call.
 *
 * @param document the visit's own document, or the caller's
 */
export function readVisit(visit: Visit, document: SegmentDocument): Reader {
  return (field) => {
    if ("annotation" in field) {
      const { annotation } = field;
      const all = [...everySegment([document])].map(({ annotations = {} }) => annotations);
      return present(all.map((each) => (Object.hasOwn(each, annotation) ? each[annotation] : undefined)));
    }
    return present(OF_VISIT[field.keyword]?.({ ...visit, document }) ?? anywhere(field.keyword, [document]));
  };
}

const OF_VISIT: Readonly<Record<string, Get<Visit>>> = {
  ok: ({ document }) => [isOk(document, document.http?.response?.status)],
  error: ({ document }) => [document.error === true],
  throttle: ({ document }) => [document.throttle === true],
  fault: ({ document }) => [document.fault === true],
  partial: ({ document }) => [document.in_progress === true],
  inferred: ({ inferred }) => [inferred],
  root: ({ root }) => [root],
  responsetime: ({ document }) => [took(document)],
  duration: ({ document }) => [took(document)],
  "http.status": ({ document }) => [document.http?.response?.status],
  "http.url": ({ document }) => [document.http?.request?.url],
  "http.method": ({ document }) => [document.http?.request?.method],
  "http.useragent": ({ document }) => [document.http?.request?.user_agent],
  "http.clientip": ({ document }) => [document.http?.request?.client_ip],
  name: ({ node, document }) => [node.name, ...exceptionTypes([document])],
  type: ({ node }) => [node.type],
};

/** Fields that any segment or subsegment may have. */
function anywhere(keyword: string, segments: readonly SegmentDocument[]): (Value | undefined)[] {
  const get = ANYWHERE[keyword];
  return get === undefined ? [] : [...everySegment(segments)].flatMap((segment) => get(segment));
}

const ANYWHERE: Readonly<Record<string, Get<SegmentDocument>>> = {
  user: ({ user }) => [user],
  message: ({ cause }) => (cause?.exceptions ?? []).map(({ message }) => message),
  availabilityzone: ({ aws }) => [aws?.ec2?.availability_zone],
  "instance.id": ({ aws }) => [aws?.ec2?.instance_id],
  "resource.arn": ({ resource_arn }) => [resource_arn],
};

function exceptionTypes(segments: readonly SegmentDocument[]): (string | undefined)[] {
  return [...everySegment(segments)].flatMap(({ cause }) => (cause?.exceptions ?? []).map(({ type }) => type));
}

interface Outcome {
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly fault?: boolean;
}

/** 2xx, as AWS documents; without a status: no error, throttle or fault. */
function isOk({ error = false, throttle = false, fault = false }: Outcome, status: number | undefined): boolean {
  return !error && !throttle && !fault && (status === undefined || (status >= 200 && status < 300));
}

function took(document: SegmentDocument): number | undefined {
  return document.end_time === undefined ? undefined : secondsOf(document);
}

function present(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
