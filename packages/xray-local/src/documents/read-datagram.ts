import { readDocument, type Reading } from "./read-document.ts";
import { REFUSALS } from "./refusal.ts";

/** Spans that an OpenTelemetry exporter packed into a datagram: base64 of an OTLP request. */
export interface PackedSpans {
  readonly spans: Uint8Array;
}

/** What OpenTelemetry's exporter for the agent's UDP port writes in front: T1S for sampled spans, T1U for others. */
const PACKED_SAMPLED = "T1S";
const PACKED_UNSAMPLED = "T1U";

/**
 * Reads a datagram as the agent does: a line of JSON that names format and version, then one document.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export function readDatagram(text: string): (Reading & { readonly raw?: string }) | PackedSpans {
  const end = text.indexOf("\n");
  if (!isHeader(end < 0 ? text : text.slice(0, end))) return { refusal: REFUSALS.header };
  const raw = end < 0 ? "" : text.slice(end + 1);
  if (raw.trim() === "") return { refusal: REFUSALS.empty };
  if (raw.startsWith(PACKED_UNSAMPLED)) return { refusal: REFUSALS.unsampled };
  if (raw.startsWith(PACKED_SAMPLED)) return { spans: Buffer.from(raw.slice(PACKED_SAMPLED.length), "base64") };
  return { ...readDocument(raw), raw };
}

const USUAL_HEADER = '{"format":"json","version":1}';
const MAX_HEADER_LENGTH = 1_000;

function isHeader(line: string): boolean {
  if (line === USUAL_HEADER) return true;
  if (line.length > MAX_HEADER_LENGTH) return false;
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    return false;
  }
  if (typeof header !== "object" || header === null) return false;
  const { format, version } = header as { format?: unknown; version?: unknown };
  return format === "json" && version === 1;
}
