import { entryOf } from "../summary/summarize.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { everySegment } from "../documents/join.ts";
import type { StoredTrace } from "../store/stored-trace.ts";
import type { Operation } from "./context.ts";
import { invalid } from "./errors.ts";
import { filterOf } from "./filter.ts";
import { Input } from "./input.ts";
import { pageOf } from "./pages.ts";

/** X-Ray rejects longer ranges. */
const MAX_RANGE_SECONDS = 6 * 3_600;
const PAGE_SIZE = 100;

/**
 * https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html. A trace is in the range if its start is,
 * for every TimeRangeType: here all three are the same time.
 */
export const getTraceSummaries: Operation = (value, { store, groups, now }) => {
  const input = new Input(value);
  const { start, end } = timeRange(input);
  input.oneOf("TimeRangeType", ["TraceId", "Event", "Service"]);
  const expression = input.text("FilterExpression");
  const token = input.text("NextToken");
  input.check();
  const filter = filterOf(expression, groups);
  const found = [...store.all()].filter((trace) => {
    const { start: time } = trace.summary();
    return time >= start && time <= end && filter(trace);
  });
  const sorted = found.sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  const page = pageOf(sorted, orderOf, token, PAGE_SIZE);
  return {
    TraceSummaries: page.items.map(summaryOf),
    ApproximateTime: now(),
    TracesProcessedCount: page.items.length,
    ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
  };
};

/** @throws ApiError for missing members, and for a range that is reversed or too long */
export function timeRange(input: Input): { start: number; end: number } {
  const range = { start: input.time("StartTime"), end: input.time("EndTime") };
  input.check();
  if (range.start > range.end) throw invalid("StartTime: it is after EndTime.");
  if (range.end - range.start > MAX_RANGE_SECONDS) {
    throw invalid("Time range cannot be longer than 6 hours: bring StartTime and EndTime closer together.");
  }
  return range;
}

/** A sort key: start, then id. */
function orderOf(trace: StoredTrace): string {
  return `${trace.summary().start.toFixed(6).padStart(20, "0")} ${trace.id}`;
}

function summaryOf(trace: StoredTrace): object {
  const summary = trace.summary();
  const segments = trace.segments();
  const entry = entryOf(segments);
  const request = entry?.http?.request;
  const all = [...everySegment(segments)];
  const ids = (pick: (segment: SegmentDocument) => string | undefined): string[] => [
    ...new Set(all.map(pick).filter((id) => id !== undefined)),
  ];
  return {
    Id: summary.id,
    StartTime: summary.start,
    MatchedEventTime: summary.start,
    Revision: summary.documents,
    Duration: summary.duration,
    ResponseTime: summary.responseTime,
    HasFault: summary.fault,
    HasError: summary.error,
    HasThrottle: summary.throttle,
    IsPartial: summary.partial,
    Http: {
      HttpURL: summary.url,
      HttpStatus: summary.status,
      HttpMethod: summary.method,
      UserAgent: request?.user_agent,
      ClientIp: summary.clientIp,
    },
    Annotations: annotationsOf(segments),
    Users: usersOf(segments),
    ServiceIds: segments.filter(({ type }) => type !== "subsegment").map(serviceId),
    ...(entry !== undefined && { EntryPoint: serviceId(entry) }),
    ResourceARNs: ids(({ resource_arn }) => resource_arn).map((ARN) => ({ ARN })),
    InstanceIds: ids(({ aws }) => aws?.ec2?.instance_id).map((Id) => ({ Id })),
    AvailabilityZones: ids(({ aws }) => aws?.ec2?.availability_zone).map((Name) => ({ Name })),
  };
}

function serviceId({ name, origin, aws }: SegmentDocument): object {
  return { Name: name, Names: [name], AccountId: aws?.account_id, Type: origin };
}

function usersOf(segments: readonly SegmentDocument[]): object[] {
  return segments.flatMap((segment) =>
    segment.user === undefined ? [] : [{ UserName: segment.user, ServiceIds: [serviceId(segment)] }],
  );
}

/** Each value of each key once, with the services that recorded it. */
function annotationsOf(segments: readonly SegmentDocument[]): object {
  const found = new Map<string, Map<string | number | boolean, Set<SegmentDocument>>>();
  for (const root of segments) {
    for (const { annotations } of everySegment([root])) {
      for (const [key, value] of Object.entries(annotations ?? {})) {
        const values = found.get(key) ?? new Map<string | number | boolean, Set<SegmentDocument>>();
        found.set(key, values.set(value, (values.get(value) ?? new Set()).add(root)));
      }
    }
  }
  return Object.fromEntries(
    [...found].map(([key, values]) => [
      key,
      [...values].map(([value, roots]) => ({
        AnnotationValue: annotationValue(value),
        ServiceIds: [...roots].map(serviceId),
      })),
    ]),
  );
}

function annotationValue(value: string | number | boolean): object {
  if (typeof value === "number") return { NumberValue: value };
  return typeof value === "boolean" ? { BooleanValue: value } : { StringValue: value };
}
