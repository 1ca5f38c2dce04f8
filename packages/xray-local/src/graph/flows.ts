import { everySegment } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { secondsOf } from "../summary/summarize.ts";
import { clientOf, isCall, keyOf, resourceOf, serviceOf, type NodeName } from "./node.ts";

/** How a call or a request ended. */
export type Outcome = "ok" | "error" | "throttle" | "fault";

/** One call of a trace: a node that took it and, where it is known, the node that made it. */
export interface Flow {
  /** Key of the calling node; undefined where only the called node's own time counts. */
  readonly from: string | undefined;
  readonly to: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** A trace in the terms of the service map. */
export interface TraceFlows {
  /** What the nodes did, by their own documents. */
  readonly served: readonly Flow[];
  /** What went over the edges, as the caller saw it. */
  readonly calls: readonly Flow[];
  /** Keys of the services where requests came in. */
  readonly roots: readonly string[];
}

/** A segment or subsegment, and the service whose work it is; none for a subsegment whose parent has not come. */
interface Owned {
  readonly segment: SegmentDocument;
  readonly owner: NodeName | undefined;
}

/** The nodes and edges of one trace. */
export function flowsOf(segments: readonly SegmentDocument[]): TraceFlows {
  const owned = new Map<string, Owned>();
  for (const root of segments) {
    const owner = isSegment(root) ? serviceOf(root) : undefined;
    for (const segment of everySegment([root])) owned.set(segment.id, { owner, segment });
  }
  const served: Flow[] = [];
  const calls: Flow[] = [];
  const roots: string[] = [];
  const answered = new Set<SegmentDocument>();
  for (const segment of segments.filter(isSegment)) {
    const node = serviceOf(segment);
    const caller = segment.parent_id === undefined ? undefined : owned.get(segment.parent_id);
    served.push(flow(undefined, node, segment));
    if (caller === undefined) {
      roots.push(keyOf(node));
      served.push(flow(undefined, clientOf(node), segment));
      calls.push(flow(clientOf(node), node, segment));
    } else {
      answered.add(caller.segment);
      calls.push(flow(caller.owner, node, isCall(caller.segment) ? caller.segment : segment));
    }
  }
  for (const { owner, segment } of owned.values()) {
    if (answered.has(segment) || !isCall(segment)) continue;
    const resource = resourceOf(segment);
    served.push(flow(undefined, resource, segment));
    calls.push(flow(owner, resource, segment));
  }
  return { served, calls, roots };
}

function isSegment({ type }: SegmentDocument): boolean {
  return type !== "subsegment";
}

function flow(from: NodeName | undefined, to: NodeName, segment: SegmentDocument): Flow {
  return {
    from: from === undefined ? undefined : keyOf(from),
    to: keyOf(to),
    seconds: secondsOf(segment),
    outcome: outcomeOf(segment),
  };
}

function outcomeOf({ fault, error, throttle }: SegmentDocument): Outcome {
  if (fault === true) return "fault";
  if (throttle === true) return "throttle";
  return error === true ? "error" : "ok";
}
