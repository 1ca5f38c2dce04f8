import type { TraceSummary } from "@aws-sdk/client-xray";
import type { XRayReads } from "./source.ts";

/** Pages of one part of the range; X-Ray bills what it returns. */
const MOST_PAGES = 20;
const FIRST_PART_MS = 60_000;

/** The newest traces of a range. */
export interface Newest {
  /** Newest first; at least as many as were wanted, unless there are fewer. */
  readonly traces: readonly TraceSummary[];
  /** All parts of the range were read. */
  readonly complete: boolean;
  /** In some part there were more traces than are read. */
  readonly crowded: boolean;
}

/**
 * Reads backwards from the end of the range, each part twice as long as the one before, until there are enough: X-Ray
 * returns traces in no promised order, and reading all of a busy range takes long.
 */
export async function newestTraces(
  xray: XRayReads,
  { start, end, filter }: { readonly start: Date; readonly end: Date; readonly filter: string | undefined },
  wanted: number,
): Promise<Newest> {
  const found = new Map<string, TraceSummary>();
  let crowded = false;
  let until = end.getTime();
  let length = FIRST_PART_MS;
  while (until > start.getTime() && found.size < wanted) {
    const from = Math.max(start.getTime(), until - length);
    const part = await readPart(xray, new Date(from), new Date(until), filter);
    for (const trace of part.traces) if (trace.Id !== undefined) found.set(trace.Id, trace);
    crowded ||= part.crowded;
    until = from;
    length *= 2;
  }
  return { traces: [...found.values()].sort(byNewest), complete: until <= start.getTime(), crowded };
}

async function readPart(
  xray: XRayReads,
  StartTime: Date,
  EndTime: Date,
  filter: string | undefined,
): Promise<{ readonly traces: readonly TraceSummary[]; readonly crowded: boolean }> {
  const traces: TraceSummary[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await xray.getTraceSummaries({
      StartTime,
      EndTime,
      ...(filter !== undefined && { FilterExpression: filter }),
      ...(NextToken !== undefined && { NextToken }),
    });
    traces.push(...(answer.TraceSummaries ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) return { traces, crowded: false };
  }
  return { traces, crowded: true };
}

/** By start; the ID decides between two of the same time. */
function byNewest(one: TraceSummary, other: TraceSummary): number {
  const later = startOf(other) - startOf(one);
  if (later !== 0) return later;
  return (one.Id ?? "") < (other.Id ?? "") ? 1 : -1;
}

/** Milliseconds since 1970; where the summary has no start, that of the ID, which is in seconds. */
export function startOf({ StartTime, Id = "" }: TraceSummary): number {
  return StartTime?.getTime() ?? parseInt(Id.slice(2, 10), 16) * 1_000;
}
