import type { SegmentDocument, SentDocument } from "./segment.ts";
import { without } from "./without.ts";

/** A trace joined from its documents. */
export interface JoinedTrace {
  /** Segments with their subsegments, and subsegments whose parent was not received; by start, then id. */
  readonly segments: readonly SegmentDocument[];
  /** A segment or subsegment is in progress, or a parent was not received. */
  readonly partial: boolean;
}

/** Deeper subsegments are attached to their ancestor at this depth, which bounds recursion in everything that walks a trace. */
const MAX_DEPTH = 100;

interface Entity {
  readonly fields: SegmentDocument;
  readonly segment: boolean;
  /** For a subsegment its container, for a segment its caller. */
  readonly parent: string | undefined;
}

/**
 * Joins the documents of one trace. The result does not depend on their order or on how often each was received.
 */
export function joinTrace(documents: readonly SentDocument[]): JoinedTrace {
  const entities = new Map<string, Entity>();
  for (const document of documents) collect(document, undefined, entities);
  const children = new Map<string, Entity[]>();
  const roots: Entity[] = [];
  for (const entity of entities.values()) {
    if (entity.segment || entity.parent === undefined || !entities.has(entity.parent)) roots.push(entity);
    else {
      const siblings = children.get(entity.parent);
      if (siblings === undefined) children.set(entity.parent, [entity]);
      else siblings.push(entity);
    }
  }
  const placed = new Set<string>();
  const segments = roots.map((root) => build(root, children, placed));
  const cyclic = entities.size > placed.size;
  if (cyclic) segments.push(...breakCycles(entities, children, placed));
  return {
    segments: segments.sort(byStart),
    partial: cyclic || [...entities.values()].some((entity) => isIncomplete(entity, entities)),
  };
}

function collect(document: SegmentDocument, container: string | undefined, entities: Map<string, Entity>): void {
  const entity: Entity = {
    fields: document,
    segment: container === undefined && document.type !== "subsegment",
    parent: container ?? document.parent_id,
  };
  const other = entities.get(document.id);
  if (other === undefined || isBetter(entity, other)) entities.set(document.id, entity);
  for (const subsegment of document.subsegments ?? []) collect(subsegment, document.id, entities);
}

/** Of two with the same id: the complete one, then the segment; otherwise an arbitrary but fixed choice. */
function isBetter(one: Entity, other: Entity): boolean {
  const complete = Number(isComplete(one)) - Number(isComplete(other));
  if (complete !== 0) return complete > 0;
  if (one.segment !== other.segment) return one.segment;
  const [a, b] = [one, other].map(({ fields, parent }) => JSON.stringify([parent ?? "", fields]));
  return (a ?? "") > (b ?? "");
}

function isComplete({ fields }: Entity): boolean {
  return fields.in_progress !== true && fields.end_time !== undefined;
}

function isIncomplete(entity: Entity, entities: ReadonlyMap<string, Entity>): boolean {
  return !isComplete(entity) || (entity.parent !== undefined && !entities.has(entity.parent));
}

function build(root: Entity, children: ReadonlyMap<string, readonly Entity[]>, placed: Set<string>): SegmentDocument {
  const below = (id: string, depth: number): SegmentDocument[] => {
    const found: SegmentDocument[] = [];
    for (const child of children.get(id) ?? []) {
      if (placed.has(child.fields.id)) continue;
      placed.add(child.fields.id);
      if (depth < MAX_DEPTH) found.push(withSubsegments(asPart(child.fields), below(child.fields.id, depth + 1)));
      else found.push(withSubsegments(asPart(child.fields), []), ...flat(child.fields.id));
    }
    return found.sort(byStart);
  };
  /** All descendants, without recursion. */
  const flat = (id: string): SegmentDocument[] => {
    const found: SegmentDocument[] = [];
    const waiting = [id];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const child of children.get(next) ?? []) {
        if (placed.has(child.fields.id)) continue;
        placed.add(child.fields.id);
        found.push(withSubsegments(asPart(child.fields), []));
        waiting.push(child.fields.id);
      }
    }
    return found;
  };
  placed.add(root.fields.id);
  return withSubsegments(root.fields, below(root.fields.id, 1));
}

/** Subsegments that are each other's ancestors reach no segment: the one with the lowest id becomes the root. */
function breakCycles(
  entities: ReadonlyMap<string, Entity>,
  children: ReadonlyMap<string, readonly Entity[]>,
  placed: Set<string>,
): SegmentDocument[] {
  const found: SegmentDocument[] = [];
  for (const entity of entities.values()) {
    if (placed.has(entity.fields.id)) continue;
    const cycle = cycleAbove(entity, entities);
    const top = cycle.reduce((one, other) => (one.fields.id < other.fields.id ? one : other));
    found.push(build(top, children, placed));
  }
  return found;
}

/** The cycle that a walk from parent to parent ends in. */
function cycleAbove(start: Entity, entities: ReadonlyMap<string, Entity>): [Entity, ...Entity[]] {
  const parentOf = (entity: Entity): Entity => entities.get(entity.parent ?? "") ?? entity;
  const visited = new Set<Entity>();
  let entity = start;
  while (!visited.has(entity)) {
    visited.add(entity);
    entity = parentOf(entity);
  }
  const cycle: [Entity, ...Entity[]] = [entity];
  for (let next = parentOf(entity); next !== entity; next = parentOf(next)) cycle.push(next);
  return cycle;
}

/** A subsegment inside its parent: its position makes these fields redundant. */
function asPart(fields: SegmentDocument): SegmentDocument {
  return without(fields, "trace_id", "parent_id", "type");
}

function withSubsegments(fields: SegmentDocument, joined: readonly SegmentDocument[]): SegmentDocument {
  const rest = without(fields, "subsegments");
  return joined.length === 0 ? rest : { ...rest, subsegments: joined };
}

function byStart(one: SegmentDocument, other: SegmentDocument): number {
  if (one.start_time !== other.start_time) return one.start_time - other.start_time;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

/** Every segment and subsegment, parents before their children. */
export function* everySegment(segments: readonly SegmentDocument[]): Generator<SegmentDocument> {
  for (const segment of segments) {
    yield segment;
    if (segment.subsegments !== undefined) yield* everySegment(segment.subsegments);
  }
}
