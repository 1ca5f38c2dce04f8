import { everySegment } from "../documents/join.ts";
import { without } from "../documents/without.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import type { Redaction } from "../page-api.ts";

/** What @pmp/tracing writes in place of a removed value; other senders write it in capitals. */
const MARKER = /\[redacted\]/i;
const MAX_TEXT = 500;

/** Whether the document may contain a removed value. Much cheaper than finding where. */
export function mayHoldRedactions(raw: string): boolean {
  return MARKER.test(raw);
}

/** Finds removed values. */
export function findRedactions(segments: readonly SegmentDocument[]): Redaction[] {
  const found: Redaction[] = [];
  for (const segment of everySegment(segments)) {
    const own = without(segment, "subsegments");
    walk(own, "", (path, text) => found.push({ segmentId: segment.id, path, text: text.slice(0, MAX_TEXT) }));
  }
  return found;
}

function walk(value: unknown, path: string, report: (path: string, text: string) => void): void {
  if (typeof value === "string") {
    if (MARKER.test(value)) report(path, value);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, path === "" ? key : `${path}.${key}`, report);
  }
}
