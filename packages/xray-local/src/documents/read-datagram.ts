import { readDocument, type Reading } from "./read-document.ts";
import { REJECTIONS } from "./rejection.ts";

/** Spans in a datagram of an OpenTelemetry exporter: an OTLP request, base64-encoded. */
export interface PackedSpans {
  readonly spans: Uint8Array;
}

/** Prefixes of OpenTelemetry's exporter for the agent's UDP port: T1S for sampled spans, T1U for others. */
const PACKED_SAMPLED = "T1S";
const PACKED_UNSAMPLED = "T1U";

/**
 * Parses a datagram like the agent: a line of JSON with format and version, then one document.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export function readDatagram(text: string): (Reading & { readonly raw?: string }) | PackedSpans {
  const end = text.indexOf("\n");
  if (!isHeader(end < 0 ? text : text.slice(0, end))) return { rejection: REJECTIONS.header };
  const raw = end < 0 ? "" : text.slice(end + 1);
  if (raw.trim() === "") return { rejection: REJECTIONS.empty };
  if (raw.startsWith(PACKED_UNSAMPLED)) return { rejection: REJECTIONS.unsampled };
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
