import { everySegment } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { secondsOf } from "../summary/summarize.ts";
import { Interned } from "../store/interned.ts";
import { clientOf, isCall, keyOf, nodeOf, resourceOf, serviceOf, type NodeName } from "./node.ts";

/** Result of a call or request. */
export type Outcome = "ok" | "error" | "throttle" | "fault";

/** One call of a trace: the called node and, where known, the calling node. */
export interface Flow {
  /** Key of the calling node; undefined for the called node's own statistics. */
  readonly from: string | undefined;
  readonly to: string;
  readonly outcome: Outcome;
}

/** What traces with the same nodes, calls and outcomes have in common. */
export interface TracePath {
  /** Requests served by the nodes, from their own documents. */
  readonly served: readonly Flow[];
  /** Calls along the edges, as the caller recorded them. */
  readonly calls: readonly Flow[];
  /** Keys of the services where requests entered. */
  readonly roots: readonly string[];
  /** Names of all nodes. */
  readonly names: readonly string[];
}

/** A trace in the terms of the service map. */
export interface TraceFlows {
  readonly path: TracePath;
  /** Seconds for each of `served`, then for each of `calls`. */
  readonly seconds: readonly number[];
}

/** A segment or subsegment and the service that sent it; none for a subsegment whose parent was not received. */
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
  const served: Timed[] = [];
  const calls: Timed[] = [];
  const roots: string[] = [];
  const answered = new Set<SegmentDocument>();
  for (const segment of segments.filter(isSegment)) {
    const node = serviceOf(segment);
    const caller = segment.parent_id === undefined ? undefined : owned.get(segment.parent_id);
    served.push(timed(undefined, node, segment));
    if (caller === undefined) {
      roots.push(keyOf(node));
      served.push(timed(undefined, clientOf(node), segment));
      calls.push(timed(clientOf(node), node, segment));
    } else {
      answered.add(caller.segment);
      calls.push(timed(caller.owner, node, isCall(caller.segment) ? caller.segment : segment));
    }
  }
  for (const { owner, segment } of owned.values()) {
    if (answered.has(segment) || !isCall(segment)) continue;
    const resource = resourceOf(segment);
    served.push(timed(undefined, resource, segment));
    calls.push(timed(owner, resource, segment));
  }
  const path: TracePath = {
    served: served.map(({ flow }) => flow),
    calls: calls.map(({ flow }) => flow),
    roots,
    names: [...new Set(served.map(({ flow }) => nodeOf(flow.to).name))].sort(),
  };
  return { path: PATHS.of(JSON.stringify(path), path), seconds: [...served, ...calls].map(({ seconds }) => seconds) };
}

const PATHS = new Interned<TracePath>();

interface Timed {
  readonly flow: Flow;
  readonly seconds: number;
}

function isSegment({ type }: SegmentDocument): boolean {
  return type !== "subsegment";
}

function timed(from: NodeName | undefined, to: NodeName, segment: SegmentDocument): Timed {
  const flow: Flow = {
    from: from === undefined ? undefined : keyOf(from),
    to: keyOf(to),
    outcome: outcomeOf(segment),
  };
  return { flow, seconds: secondsOf(segment) };
}

function outcomeOf({ fault, error, throttle }: SegmentDocument): Outcome {
  if (fault === true) return "fault";
  if (throttle === true) return "throttle";
  return error === true ? "error" : "ok";
}
