import type { ExceptionRecord, SegmentDocument } from "@pmp/segment";

/**
 * X-Ray accepts documents of up to 64 kB, and the agent reads datagrams into a buffer of 64 KiB; with the header line,
 * a document must also fit UDP's limit of 65,507 bytes.
 * https://docs.aws.amazon.com/general/latest/gr/xray.html
 */
export const MAX_DOCUMENT_BYTES = 64_000;

const KEPT_QUERY_LENGTH = 1_000;
const KEPT_MESSAGE_LENGTH = 1_000;
const KEPT_FRAMES = 5;
const KEPT_URL_LENGTH = 2_000;
const MAX_EXCEPTIONS = 3;

/** Steps that shorten a document, the least useful data first. */
const STEPS: ((document: Partial<SegmentDocument>) => void)[] = [
  (document) => delete document.metadata,
  (document) => {
    const query = document.sql?.sanitized_query;
    if (document.sql && query !== undefined) {
      document.sql = { ...document.sql, sanitized_query: query.slice(0, KEPT_QUERY_LENGTH) };
    }
  },
  (document) => {
    if (document.cause) {
      document.cause = {
        ...document.cause,
        exceptions: document.cause.exceptions.slice(0, MAX_EXCEPTIONS).map(shortenException),
      };
    }
  },
  (document) => delete document.links,
  (document) => {
    const request = document.http?.request;
    if (request?.url !== undefined) request.url = request.url.slice(0, KEPT_URL_LENGTH);
    if (request?.user_agent !== undefined) request.user_agent = request.user_agent.slice(0, KEPT_URL_LENGTH);
  },
  (document) => delete document.annotations,
];

/**
 * The document as JSON of at most `limit` bytes. One that is too large loses, in this order and only until it fits:
 * metadata, the end of its SQL text, stack frames and long messages, links, the end of its URL, annotations.
 * Returns undefined when even that is not enough. The document passed in is not changed.
 */
export function serialize(document: Partial<SegmentDocument>, limit = MAX_DOCUMENT_BYTES): string | undefined {
  let json = JSON.stringify(document);
  if (fits(json, limit)) return json;
  const smaller = structuredClone(document);
  for (const step of STEPS) {
    step(smaller);
    json = JSON.stringify(smaller);
    if (fits(json, limit)) return json;
  }
  return undefined;
}

function fits(json: string, limit: number): boolean {
  // A UTF-16 unit is at most three bytes in UTF-8: short texts need no counting.
  return json.length * 3 <= limit || Buffer.byteLength(json) <= limit;
}

function shortenException(exception: ExceptionRecord): ExceptionRecord {
  const shorter = { ...exception };
  if (shorter.message !== undefined) shorter.message = shorter.message.slice(0, KEPT_MESSAGE_LENGTH);
  if (shorter.type !== undefined) shorter.type = shorter.type.slice(0, KEPT_MESSAGE_LENGTH);
  if (shorter.stack && shorter.stack.length > KEPT_FRAMES) {
    shorter.truncated = (shorter.truncated ?? 0) + shorter.stack.length - KEPT_FRAMES;
    shorter.stack = shorter.stack.slice(0, KEPT_FRAMES);
  }
  return shorter;
}
