import type { SentDocument } from "../../../../packages/xray-local/src/documents/segment.ts";
import { without } from "../../../../packages/xray-local/src/documents/without.ts";

export const TRACE_ID = "1-5759e988-bd862e3fe1be46a994272793";
/** 2026-11-22, 12:00:00 UTC. */
export const START = 1_795_348_800;

/** An id of 16 digits for a number. */
export function id(n: number): string {
  return n.toString(16).padStart(16, "0");
}

/** A complete segment, with whatever else. */
export function segment(n: number, more: Partial<SentDocument> = {}): SentDocument {
  return {
    name: "pmp-api",
    id: id(n),
    trace_id: TRACE_ID,
    start_time: START + n,
    end_time: START + n + 0.5,
    ...more,
  };
}

/** A complete subsegment that is sent alone. */
export function subsegment(n: number, parent: number, more: Partial<SentDocument> = {}): SentDocument {
  return segment(n, { name: `part ${n}`, type: "subsegment", parent_id: id(parent), ...more });
}

/** A segment that has not ended yet. */
export function begun(n: number, more: Partial<SentDocument> = {}): SentDocument {
  return { ...without(segment(n, more), "end_time"), in_progress: true };
}
