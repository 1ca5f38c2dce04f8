import { toXRayTraceId } from "../ids.ts";

/** A finished subsegment that is sent inside its segment's document, or by itself after all. */
export interface Subsegment {
  readonly id: string;
  readonly parentId: string;
  /** Its document without what only one that is sent by itself has: trace, parent and type. */
  readonly json: string;
}

/**
 * The JSON of a segment's document with its subsegments in it, each below its parent, and those whose parent is not
 * among them, as it still runs.
 */
export function embed(
  json: string,
  segmentId: string,
  subsegments: readonly Subsegment[],
): { json: string; rest: Subsegment[] } {
  const byParent = Map.groupBy(subsegments, ({ parentId }) => parentId);
  const placed = new Set<Subsegment>();
  const withChildren = (document: string, id: string): string => {
    const children = byParent.get(id);
    // No parent has its children twice, whatever the ids say.
    if (!children || !byParent.delete(id)) return document;
    const texts = children.map((child) => {
      placed.add(child);
      return withChildren(child.json, child.id);
    });
    return `${document.slice(0, -1)},"subsegments":[${texts.join()}]}`;
  };
  const whole = withChildren(json, segmentId);
  return { json: whole, rest: subsegments.filter((each) => !placed.has(each)) };
}

/** The JSON of the document of a subsegment that is sent by itself. */
export function standalone(traceId: string, { parentId, json }: Subsegment): string {
  return `{"type":"subsegment","trace_id":"${toXRayTraceId(traceId)}","parent_id":"${parentId}",${json.slice(1)}`;
}
