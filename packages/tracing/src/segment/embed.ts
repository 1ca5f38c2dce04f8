import { toXRayTraceId } from "../ids.ts";

/** A finished subsegment that is sent inside its segment's document, or separately. */
export interface Subsegment {
  readonly id: string;
  readonly parentId: string;
  /** Its document without trace, parent and type, which only a separate one has. */
  readonly json: string;
}

/**
 * The JSON of a segment's document with its subsegments, each nested in its parent. `rest` has those whose parent is
 * still running.
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
    // Duplicate ids must not add children twice.
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

/** The JSON of a separate subsegment document. */
export function standalone(traceId: string, { parentId, json }: Subsegment): string {
  return `{"type":"subsegment","trace_id":"${toXRayTraceId(traceId)}","parent_id":"${parentId}",${json.slice(1)}`;
}
