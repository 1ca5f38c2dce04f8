/** The header in which AWS services propagate a trace. */
export const TRACE_HEADER = "x-amzn-trace-id";

export interface TraceHeader {
  /** 32 lowercase hex digits, as OpenTelemetry writes it. */
  traceId: string;
  /** 16 lowercase hex digits; absent when the header names only the root, as a load balancer's does. */
  parentId?: string;
  /** Absent when the sender leaves the decision to the receiver (`Sampled=?`, or no Sampled). */
  sampled?: boolean;
}

/** Longer headers are ignored; no sender writes them. */
const MAX_LENGTH = 1_024;
const ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i;
const PARENT = /^[0-9a-f]{16}$/i;

/**
 * Reads `Root=1-…;Parent=…;Sampled=…`. Other members (`Self`, which a load balancer adds, and `Lineage`) are skipped;
 * order, white space and case of the keys do not matter. Returns undefined when there is no valid Root.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseTraceHeader(header: string): TraceHeader | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  let traceId: string | undefined;
  let parentId: string | undefined;
  let sampled: boolean | undefined;
  for (const member of header.split(";")) {
    const equals = member.indexOf("=");
    if (equals < 0) continue;
    const value = member.slice(equals + 1).trim();
    switch (member.slice(0, equals).trim().toLowerCase()) {
      case "root":
        traceId ??= readRoot(value);
        break;
      case "parent":
        if (PARENT.test(value) && !/^0+$/.test(value)) parentId ??= value.toLowerCase();
        break;
      case "sampled":
        if (value === "1" || value === "0") sampled ??= value === "1";
        break;
    }
  }
  if (traceId === undefined) return undefined;
  return { traceId, ...(parentId !== undefined && { parentId }), ...(sampled !== undefined && { sampled }) };
}

function readRoot(value: string): string | undefined {
  const match = ROOT.exec(value);
  if (!match) return undefined;
  const id = `${match[1] ?? ""}${match[2] ?? ""}`.toLowerCase();
  return /^0+$/.test(id) ? undefined : id;
}

export function formatTraceHeader(traceId: string, parentId: string, sampled: boolean): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${parentId};Sampled=${sampled ? "1" : "0"}`;
}
