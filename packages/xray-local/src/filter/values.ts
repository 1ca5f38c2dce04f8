import type { Field, Value } from "./expression.ts";
import { read, readList, readText, withSubsegments, type FilterableTrace, type Visit, type Visits } from "./trace.ts";

/** The values that a field has where a filter looks; none where it is not there. */
export type Reader = (field: Field) => readonly Value[];

/** The fields of the trace as a whole: of the request that began it, and of any segment where AWS says so. */
export function readTrace({ summary, segments }: FilterableTrace, visits: () => Visits): Reader {
  return (field) => {
    if ("annotation" in field) {
      return Object.hasOwn(summary.annotations, field.annotation) ? (summary.annotations[field.annotation] ?? []) : [];
    }
    switch (field.keyword) {
      case "ok":
        return [isOk(summary, summary.status)];
      case "error":
        return [summary.error];
      case "throttle":
        return [summary.throttle];
      case "fault":
        return [summary.fault];
      case "partial":
        return [summary.partial];
      case "inferred":
        return [visits().visits.some(({ inferred }) => inferred)];
      case "responsetime":
        return [summary.responseTime];
      case "duration":
        return [summary.duration];
      case "http.status":
        return present(summary.status);
      case "http.url":
        return present(summary.url);
      case "http.method":
        return present(summary.method);
      case "http.clientip":
        return present(summary.clientIp);
      case "http.useragent": {
        const roots = visits().visits.filter(({ root }) => root);
        return roots.flatMap(({ document }) => present(readText(document, "http", "request", "user_agent")));
      }
      case "name":
        return [...visits().visits.flatMap(({ name }) => present(name)), ...exceptions(segments, "type")];
      case "type":
        return visits().visits.flatMap(({ type }) => present(type));
      default:
        return ofDocuments(field.keyword, segments);
    }
  };
}

/** The fields of one request to a service, or of one call. */
export function readService({ document, name, type, inferred, root }: Visit): Reader {
  const text = (...path: string[]): Value[] => present(readText(document, ...path));
  return (field) => {
    if ("annotation" in field) {
      return documents([document]).flatMap((each) => present(asValue(read(each, "annotations", field.annotation))));
    }
    switch (field.keyword) {
      case "ok":
        return [isOk(flags(document), statusOf(document))];
      case "error":
      case "throttle":
      case "fault":
        return [flags(document)[field.keyword]];
      case "partial":
        return [read(document, "in_progress") === true];
      case "inferred":
        return [inferred];
      case "root":
        return [root];
      case "responsetime":
      case "duration":
        return present(seconds(document));
      case "http.status":
        return present(statusOf(document));
      case "http.url":
        return text("http", "request", "url");
      case "http.method":
        return text("http", "request", "method");
      case "http.useragent":
        return text("http", "request", "user_agent");
      case "http.clientip":
        return text("http", "request", "client_ip");
      case "name":
        return [...present(name), ...exceptions([document], "type")];
      case "type":
        return present(type);
      default:
        return ofDocuments(field.keyword, [document]);
    }
  };
}

/** Fields that any document may have, however deep. */
function ofDocuments(keyword: string, segments: readonly object[]): readonly Value[] {
  if (keyword === "message") return exceptions(segments, "message");
  const path = PATHS[keyword] ?? [];
  return documents(segments).flatMap((document) => present(readText(document, ...path)));
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  user: ["user"],
  availabilityzone: ["aws", "ec2", "availability_zone"],
  "instance.id": ["aws", "ec2", "instance_id"],
  "resource.arn": ["resource_arn"],
};

function documents(segments: readonly object[]): object[] {
  return segments.flatMap((segment) => [...withSubsegments(segment)]);
}

function exceptions(segments: readonly object[], member: "type" | "message"): Value[] {
  return documents(segments)
    .flatMap((document) => readList(document, "cause", "exceptions"))
    .flatMap((exception) => present(readText(exception, member)));
}

interface Flags {
  readonly error: boolean;
  readonly throttle: boolean;
  readonly fault: boolean;
}

function flags(document: object): Flags {
  return {
    error: read(document, "error") === true,
    throttle: read(document, "throttle") === true,
    fault: read(document, "fault") === true,
  };
}

/** 2xx, as AWS says; what has no status is ok when nothing went wrong. */
function isOk({ error, throttle, fault }: Flags, status: number | undefined): boolean {
  return !error && !throttle && !fault && (status === undefined || (status >= 200 && status < 300));
}

function statusOf(document: object): number | undefined {
  return asNumber(read(document, "http", "response", "status"));
}

function seconds(document: object): number | undefined {
  const start = asNumber(read(document, "start_time"));
  const end = asNumber(read(document, "end_time"));
  return start === undefined || end === undefined ? undefined : end - start;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function asValue(value: unknown): Value | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function present(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}
