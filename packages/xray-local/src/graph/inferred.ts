import { createHash } from "node:crypto";
import { everySegment } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { isCall, resourceOf } from "./node.ts";

/**
 * The segments that X-Ray infers for called resources that send none: a database, an AWS service, a remote host.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-subsegments
 */
export function inferredSegments(segments: readonly SegmentDocument[], traceId: string): SegmentDocument[] {
  const answered = new Set(segments.map(({ parent_id }) => parent_id));
  const found: SegmentDocument[] = [];
  for (const call of everySegment(segments)) {
    if (!isCall(call) || answered.has(call.id)) continue;
    const { name, type } = resourceOf(call);
    const { start_time, end_time, in_progress, http, aws, fault, error, throttle } = call;
    found.push({
      id: inferredId(call.id),
      name,
      start_time,
      ...(end_time !== undefined && { end_time }),
      ...(in_progress !== undefined && { in_progress }),
      parent_id: call.id,
      trace_id: traceId,
      inferred: true,
      ...(type !== undefined && { origin: type }),
      ...(http !== undefined && { http }),
      ...(aws !== undefined && { aws }),
      ...(fault !== undefined && { fault }),
      ...(error !== undefined && { error }),
      ...(throttle !== undefined && { throttle }),
    });
  }
  return found;
}

/** Derived from the call's id, so that it is the same in every response. */
function inferredId(callId: string): string {
  return createHash("sha256").update(`inferred ${callId}`).digest("hex").slice(0, 16);
}
