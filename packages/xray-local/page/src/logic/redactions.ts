import type { TraceDetail } from "../../../src/page-api.ts";
import type { Segment } from "./segment.ts";

/** A value that was taken out before it left the app. */
export interface Removal {
  readonly traceId: string;
  readonly start: number;
  readonly segmentId: string;
  /** Name of the segment or subsegment. */
  readonly segment: string;
  /** Dotted place in the document, such as `metadata.default.password`. */
  readonly path: string;
  /** What stands there now. */
  readonly text: string;
}

/** All removals at one place of the documents. */
export interface RemovalGroup {
  readonly segment: string;
  readonly path: string;
  readonly removals: readonly Removal[];
}

export function removalsOf({ summary, segments, redactions }: TraceDetail): Removal[] {
  const names = new Map(namesOf(segments));
  return redactions.map(({ segmentId, path, text }) => ({
    traceId: summary.id,
    start: summary.start,
    segmentId,
    segment: names.get(segmentId) ?? segmentId,
    path: steady(path),
    text,
  }));
}

/** Removals by place, the most frequent first: it is the place in the code that one wants to know, not each trace. */
export function groupRemovals(removals: readonly Removal[]): RemovalGroup[] {
  const groups = new Map<string, { segment: string; path: string; removals: Removal[] }>();
  for (const removal of removals) {
    const key = JSON.stringify([removal.segment, removal.path]);
    const group = groups.get(key) ?? { segment: removal.segment, path: removal.path, removals: [] };
    group.removals.push(removal);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) => b.removals.length - a.removals.length || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}

/** Places in lists differ from request to request (`items.0.card`, `items.7.card`) and mean the same place. */
function steady(path: string): string {
  return path.replace(/(^|\.)\d+(?=\.|$)/g, "$1*");
}

function namesOf(segments: readonly Segment[]): [string, string][] {
  return segments.flatMap(({ id, name, subsegments = [] }) => [[id, name], ...namesOf(subsegments)]);
}
