import { outcomeOf, type Outcome } from "./outcome.ts";
import type { Segment } from "./segment.ts";

/** One row of the waterfall. */
export interface WaterfallRow {
  /** Unique in the trace, even if two documents have the same id. */
  readonly key: string;
  readonly parent: string | undefined;
  readonly segment: Segment;
  /** 1 for a root. */
  readonly level: number;
  /** Position among its siblings, from 1, and their number, for screen readers. */
  readonly position: number;
  readonly siblings: number;
  readonly children: number;
  readonly expanded: boolean;
  /** Seconds from the start of the trace. */
  readonly offset: number;
  readonly duration: number;
  readonly inProgress: boolean;
  readonly outcome: Outcome;
  /** The service: the name of the nearest segment. */
  readonly service: string;
}

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  /** Seconds since the epoch at the left edge. */
  readonly start: number;
  /** Seconds from the left edge to the right one; never 0. */
  readonly span: number;
}

/** Joined subsegments have no trace id; one whose parent was not received has its type. */
export function isSubsegment({ segment }: Pick<WaterfallRow, "segment">): boolean {
  return segment.type === "subsegment" || segment.trace_id === undefined;
}

interface Node {
  readonly key: string;
  readonly segment: Segment;
  readonly service: string;
  readonly children: Node[];
}

/**
 * The rows of a trace, depth first. A segment of another process is under the call that caused it, so that a trace through
 * several services reads from top to bottom.
 * @param collapsed keys of the rows whose children are hidden
 */
export function waterfall(segments: readonly Segment[], collapsed: ReadonlySet<string>): Waterfall {
  const roots = treeOf(segments);
  const start = starts(segments).reduce((one, other) => Math.min(one, other), Infinity);
  const end = ends(segments).reduce((one, other) => Math.max(one, other), -Infinity);
  const rows: WaterfallRow[] = [];
  const visit = (nodes: readonly Node[], parent: string | undefined, level: number): void => {
    for (const [index, node] of nodes.entries()) {
      const expanded = node.children.length > 0 && !collapsed.has(node.key);
      rows.push(rowOf(node, { parent, level, position: index + 1, siblings: nodes.length, expanded }, start, end));
      if (expanded) visit(node.children, node.key, level + 1);
    }
  };
  visit(roots, undefined, 1);
  const known = Number.isFinite(start);
  return { rows, start: known ? start : 0, span: Math.max(known ? end - start : 0, 1e-6) };
}

function rowOf(
  { key, segment, service, children }: Node,
  position: Pick<WaterfallRow, "parent" | "level" | "position" | "siblings" | "expanded">,
  start: number,
  end: number,
): WaterfallRow {
  const from = segment.start_time;
  // Without an end it extends to the latest known time of the trace.
  const until = segment.end_time ?? Math.max(end, from);
  return {
    ...position,
    key,
    segment,
    service,
    children: children.length,
    offset: from - start,
    duration: Math.max(0, until - from),
    inProgress: segment.in_progress === true || segment.end_time === undefined,
    outcome: outcomeOf(segment),
  };
}

function treeOf(segments: readonly Segment[]): Node[] {
  const byId = new Map<string, Node>();
  const keys = new Set<string>();
  const nodeOf = (segment: Segment, path: string, service: string): Node => {
    let key = segment.id;
    if (keys.has(key)) key = `${key} ${path}`;
    keys.add(key);
    const children = (segment.subsegments ?? []).map((child, index) =>
      nodeOf(child, `${path}.${String(index)}`, service),
    );
    const node: Node = { key, segment, service, children: children.sort(byStart) };
    if (!byId.has(segment.id)) byId.set(segment.id, node);
    return node;
  };
  const nodes = segments.map((segment, index) => nodeOf(segment, String(index), segment.name));
  const roots: Node[] = [];
  for (const node of nodes) {
    const parent = node.segment.parent_id === undefined ? undefined : byId.get(node.segment.parent_id);
    // Two documents that name each other as parent would otherwise be hidden, or hang the page.
    if (parent === undefined || contains(node, parent)) roots.push(node);
    else parent.children.push(node);
  }
  for (const node of byId.values()) node.children.sort(byStart);
  return roots.sort(byStart);
}

function contains(node: Node, wanted: Node): boolean {
  return node === wanted || node.children.some((child) => contains(child, wanted));
}

function byStart(a: Node, b: Node): number {
  // Many clocks have milliseconds only; of two with the same start, the shorter one was most likely first.
  const end = ({ segment }: Node): number => segment.end_time ?? Infinity;
  return a.segment.start_time - b.segment.start_time || (end(a) < end(b) ? -1 : end(a) > end(b) ? 1 : 0);
}

function starts(segments: readonly Segment[]): number[] {
  return segments.flatMap((one) => [one.start_time, ...starts(one.subsegments ?? [])]);
}

function ends(segments: readonly Segment[]): number[] {
  return segments.flatMap((one) => [one.end_time ?? one.start_time, ...ends(one.subsegments ?? [])]);
}

/** Ticks of the time axis in seconds from the left edge: at most `most`, at round numbers. */
export function axisTicks(span: number, most: number): number[] {
  const rough = span / Math.max(1, most);
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough * 0.9999);
  if (step === undefined || !Number.isFinite(step) || step <= 0) return [0];
  const ticks: number[] = [];
  for (let index = 0; index * step <= span * 1.000001; index += 1) ticks.push(index * step);
  return ticks;
}

/** The keys of all rows that have children. */
export function branches(segments: readonly Segment[]): string[] {
  return waterfall(segments, new Set())
    .rows.filter((row) => row.children > 0)
    .map((row) => row.key);
}

/** Effect of a key press in the tree: the row to select, or the row to expand or collapse. */
export type TreeMove = { readonly to: string } | { readonly toggle: string };

/** The keys of a tree view: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ */
export function treeMove(rows: readonly WaterfallRow[], current: string, key: string): TreeMove | undefined {
  const index = rows.findIndex((row) => row.key === current);
  const row = rows[index];
  if (row === undefined) return undefined;
  const at = (target: number): TreeMove | undefined => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, target))];
    return next === undefined ? undefined : { to: next.key };
  };
  switch (key) {
    case "ArrowDown":
      return at(index + 1);
    case "ArrowUp":
      return at(index - 1);
    case "Home":
      return at(0);
    case "End":
      return at(rows.length - 1);
    case "ArrowRight":
      if (row.children === 0) return undefined;
      return row.expanded ? at(index + 1) : { toggle: row.key };
    case "ArrowLeft":
      if (row.expanded) return { toggle: row.key };
      return row.parent === undefined ? undefined : { to: row.parent };
    default:
      return undefined;
  }
}
