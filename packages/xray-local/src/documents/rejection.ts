/** Why a document was rejected. */
export interface Rejection {
  /** The code in UnprocessedTraceSegments; X-Ray's own where it is known from its answers. */
  readonly code: string;
  /** For people; one of a fixed set, so that rejections can be counted by reason. */
  readonly reason: string;
}

/**
 * Larger documents are rejected: "64 kB" in https://docs.aws.amazon.com/general/latest/gr/xray.html, in its stricter
 * reading.
 */
export const MAX_DOCUMENT_BYTES = 64_000;
/** A trace accepts no documents beyond this size; same source. */
export const MAX_TRACE_BYTES = 500_000;
/** Levels of nested JSON; deeper documents could exhaust the stack of functions that walk them. */
export const MAX_NESTING = 200;

export const REJECTIONS = {
  header: { code: "ParseError", reason: 'the datagram does not begin with the line {"format":"json","version":1}' },
  empty: { code: "ParseError", reason: "the datagram is empty after its header line" },
  json: { code: "ParseError", reason: "the document is not JSON" },
  object: { code: "ParseError", reason: "the document is not a JSON object" },
  nesting: { code: "ParseError", reason: `the document is nested deeper than ${MAX_NESTING} levels` },
  size: { code: "SegmentTooLarge", reason: "the document is larger than 64 kB, X-Ray's limit" },
  id: { code: "MissingId", reason: "the document's id is not 16 hexadecimal digits" },
  traceId: {
    code: "InvalidTraceId",
    reason: "the document's trace_id is not 1-, 8 hexadecimal digits, -, 24 hexadecimal digits",
  },
  name: { code: "MissingName", reason: "the document's name is not a text of 1 to 200 characters" },
  nameSigns: {
    code: "InvalidName",
    reason:
      "a name in the document holds a character that X-Ray does not allow: letters, digits, white space and _ . : / % & # = + \\ - @ are allowed",
  },
  start: { code: "InvalidStartTime", reason: "the document's start_time is not a number of seconds since the epoch" },
  end: { code: "MissingEndTime", reason: "the document has neither an end_time in seconds nor in_progress: true" },
  parent: { code: "MissingParentId", reason: "the subsegment has no parent_id of 16 hexadecimal digits" },
  trace: { code: "TraceTooLarge", reason: "the trace is larger than 500 kB, X-Ray's limit" },
  unsampled: { code: "Unsampled", reason: "the spans in the datagram are marked as not sampled" },
  otlp: { code: "ParseError", reason: "the spans are not what OTLP describes" },
  annotationKey: {
    code: "InvalidAnnotationKey",
    reason:
      "annotations with a key that X-Ray drops (allowed: letters, digits, _ and .); the rest of the document was accepted",
  },
  file: { code: "InternalFailure", reason: "the traces can't be written to the file: nothing more is stored in it" },
  rewrite: {
    code: "InternalFailure",
    reason: "the file of traces can't be rewritten without the evicted traces: it keeps growing",
  },
  overflow: { code: "Throttled", reason: "segments arrived faster than they could be read" },
} as const satisfies Record<string, Rejection>;
