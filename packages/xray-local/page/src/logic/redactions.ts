import type { TraceDetail } from "../../../src/page-api.ts";
import type { Segment } from "./segment.ts";

/** A value that the app removed before sending. */
export interface Removal {
  readonly traceId: string;
  readonly start: number;
  readonly segmentId: string;
  /** Name of the segment or subsegment. */
  readonly segment: string;
  /** Path in the document: `metadata.default.password`. */
  readonly path: string;
  /** The value that replaced it. */
  readonly text: string;
}

/** All removals at one path. */
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
    path: withoutIndexes(path),
    text,
  }));
}

/** Removals by path, most frequent first. */
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

/** Replaces list indexes, which differ between requests: `items.0.card` and `items.7.card` are both `items.*.card`. */
function withoutIndexes(path: string): string {
  return path.replace(/(^|\.)\d+(?=\.|$)/g, "$1*");
}

function namesOf(segments: readonly Segment[]): [string, string][] {
  return segments.flatMap(({ id, name, subsegments = [] }) => [[id, name], ...namesOf(subsegments)]);
}
