import { everySegment, type JoinedTrace } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import type { TraceSummary } from "../page-api.ts";

/** The list row of a trace. */
export function summarize(
  id: string,
  trace: JoinedTrace,
  counted: { documents: number; redactions: number; services: readonly string[] },
): TraceSummary {
  const entry = entryOf(trace.segments);
  const request = entry?.http?.request;
  const all = [...everySegment(trace.segments)];
  const start = all.reduce((first, { start_time }) => Math.min(first, start_time), Infinity);
  const end = all.reduce((last, segment) => Math.max(last, endOf(segment)), -Infinity);
  const user = entry?.user ?? all.find((segment) => segment.user !== undefined)?.user;
  const rule = entry?.aws?.xray?.sampling_rule_name;
  return {
    id,
    start: Number.isFinite(start) ? start : 0,
    duration: Number.isFinite(end - start) ? rounded(end - start) : 0,
    responseTime: entry === undefined ? 0 : secondsOf(entry),
    service: entry?.name ?? "",
    ...(request?.method !== undefined && { method: request.method }),
    ...(request?.url !== undefined && { url: request.url }),
    ...(entry?.http?.response?.status !== undefined && { status: entry.http.response.status }),
    ...(request?.client_ip !== undefined && { clientIp: request.client_ip }),
    ...(user !== undefined && { user }),
    fault: entry?.fault === true,
    error: entry?.error === true,
    throttle: all.some(({ throttle }) => throttle === true),
    partial: trace.partial,
    ...(rule !== undefined && { rule }),
    services: counted.services,
    annotations: annotationsOf(all),
    documents: counted.documents,
    redactions: counted.redactions,
  };
}

/**
 * The entry point: the first segment that was not called by another segment of the trace; without any segment the first
 * subsegment.
 */
export function entryOf(segments: readonly SegmentDocument[]): SegmentDocument | undefined {
  const ids = new Set<string>();
  for (const { id } of everySegment(segments)) ids.add(id);
  const called = ({ parent_id }: SegmentDocument): boolean => parent_id !== undefined && ids.has(parent_id);
  const own = segments.filter(({ type }) => type !== "subsegment");
  return own.find((segment) => !called(segment)) ?? own[0] ?? segments[0];
}

/** Duration of a segment in seconds; 0 while it is in progress. */
export function secondsOf(segment: SegmentDocument): number {
  return rounded(Math.max(0, endOf(segment) - segment.start_time));
}

function endOf({ start_time, end_time }: SegmentDocument): number {
  return Math.max(end_time ?? start_time, start_time);
}

/** Differences of seconds since the epoch are exact to the microsecond only. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

type Annotations = TraceSummary["annotations"];

function annotationsOf(all: readonly SegmentDocument[]): Annotations {
  const found = new Map<string, Set<string | number | boolean>>();
  for (const { annotations } of all) {
    for (const [key, value] of Object.entries(annotations ?? {})) {
      const values = found.get(key);
      if (values === undefined) found.set(key, new Set([value]));
      else values.add(value);
    }
  }
  if (found.size === 0) return NONE;
  const sorted = [...found].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, values]) => [key, [...values].sort(byText)]));
}

const NONE: Annotations = Object.freeze({});

function byText(one: unknown, other: unknown): number {
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : Number(a > b);
}
