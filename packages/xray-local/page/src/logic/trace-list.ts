import type { TraceSummary } from "../../../src/page-api.ts";

/** Newest first; traces with the same start by id, for a stable order. */
export function newestFirst(a: TraceSummary, b: TraceSummary): number {
  return b.start - a.start || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/**
 * Merges new and changed traces into the list. One pass per batch of any size: a list of thousands gets up to ten
 * batches per second.
 */
export function merge(list: readonly TraceSummary[], updates: readonly TraceSummary[]): readonly TraceSummary[] {
  if (updates.length === 0) return list;
  const latest = new Map(updates.map((update) => [update.id, update]));
  const known = new Set<string>();
  const moved: TraceSummary[] = [];
  const kept: TraceSummary[] = [];
  for (const trace of list) {
    const update = latest.get(trace.id);
    if (update === undefined) {
      kept.push(trace);
      continue;
    }
    known.add(trace.id);
    // A segment that was received late can move the start of its trace, and so its position.
    if (update.start === trace.start) kept.push(update);
    else moved.push(update);
  }
  const added = [...latest.values()].filter((update) => !known.has(update.id));
  const incoming = [...moved, ...added].sort(newestFirst);
  return incoming.length === 0 ? kept : interleave(kept, incoming);
}

function interleave(kept: readonly TraceSummary[], incoming: readonly TraceSummary[]): TraceSummary[] {
  const out: TraceSummary[] = [];
  let next = 0;
  for (const trace of kept) {
    for (let candidate = incoming[next]; candidate !== undefined; candidate = incoming[++next]) {
      if (newestFirst(candidate, trace) > 0) break;
      out.push(candidate);
    }
    out.push(trace);
  }
  return [...out, ...incoming.slice(next)];
}

/** The list without the traces with these ids. */
export function without(list: readonly TraceSummary[], ids: Iterable<string>): readonly TraceSummary[] {
  const removed = new Set(ids);
  const left = list.filter((trace) => !removed.has(trace.id));
  return left.length === list.length ? list : left;
}

/** The scale of the bars: the 95th percentile, so that one slow trace does not make all others invisible. */
export function durationScale(list: readonly TraceSummary[]): number {
  if (list.length === 0) return 1;
  const sorted = list.map((trace) => trace.duration).sort((a, b) => a - b);
  return Math.max(sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0, 0.001);
}
