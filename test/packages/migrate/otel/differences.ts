import type { Recorded, RecordedSegment } from "../support/recorded.ts";

/**
 * What is recorded before or after only, once for all requests, as the table in docs/migrate-opentelemetry.md names it. Of
 * a subsegment that the other side lacks, nothing more is said.
 */
export function differences(before: readonly Recorded[], after: readonly Recorded[]): string[] {
  const found = new Set<string>();
  for (const [index, { segments }] of before.entries()) {
    const [old, moved] = [nodes(segments), nodes(after[index]?.segments ?? [])];
    for (const line of missing(old, moved)) found.add(`before: ${line}`);
    for (const line of missing(moved, old)) found.add(`after: ${line}`);
  }
  return [...found].sort();
}

/** How many (sub)segments of each kind a request has. */
export function kinds({ segments }: Recorded): Record<string, number> {
  const all = flat(segments).map(({ kind }) => kind);
  return Object.fromEntries([...new Set(all)].sort().map((kind) => [kind, all.filter((each) => each === kind).length]));
}

function flat(segments: readonly RecordedSegment[]): RecordedSegment[] {
  return segments.flatMap((segment) => [segment, ...flat(segment.below ?? [])]);
}

/** The facts of each (sub)segment, by its kind and name; `#2` is the second with the same. */
function nodes(
  segments: readonly RecordedSegment[],
  parent = "",
  known = new Map<string, string[]>(),
): Map<string, string[]> {
  for (const segment of segments) {
    const base = `${segment.kind} ${segment.name}`;
    let key = base;
    for (let number = 2; known.has(key); number += 1) key = `${base} #${number}`;
    known.set(key, [...(parent === "" ? [] : [`below ${parent}`]), ...facts(segment)]);
    nodes(segment.below ?? [], key, known);
  }
  return known;
}

/** Shown by the key of the node, or each in a form of its own. */
const NOT_PLAIN = new Set(["kind", "name", "below", "annotations", "metadata"]);

function facts(segment: RecordedSegment): string[] {
  const entries = (what: string, values: object): string[] =>
    Object.entries(values).map(([key, value]) => `${what}${key} = ${JSON.stringify(value)}`);
  const plain = Object.entries(segment).filter(([key]) => !NOT_PLAIN.has(key));
  return [
    ...entries("", Object.fromEntries(plain)),
    ...entries("annotation ", segment.annotations ?? {}),
    ...Object.values(segment.metadata ?? {}).flatMap((values: object) => entries("metadata ", values)),
  ];
}

function missing(some: ReadonlyMap<string, string[]>, others: ReadonlyMap<string, string[]>): string[] {
  return [...some].flatMap(([key, facts]) => {
    const other = others.get(key);
    if (other === undefined) return [key];
    return facts.filter((fact) => !other.includes(fact)).map((fact) => `${key}: ${fact}`);
  });
}
