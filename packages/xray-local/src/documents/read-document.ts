import { cleaned } from "./fields.ts";
import { MAX_DOCUMENT_BYTES, MAX_NESTING, REJECTIONS, type Rejection } from "./rejection.ts";
import type { SegmentDocument, SentDocument } from "./segment.ts";

export type Reading =
  | {
      readonly document: SentDocument;
      /** Parts of an accepted document that X-Ray drops. */
      readonly dropped?: Rejection;
    }
  | { readonly rejection: Rejection; readonly id?: string };

const ID = /^[0-9a-f]{16}$/i;
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i;
const MAX_NAME = 200;
/**
 * "Names can contain Unicode letters, numbers, and whitespace, and the following symbols"; X-Ray answers InvalidName to
 * others. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
const NAME = /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]*$/u;
/** X-Ray silently ignores annotations with other keys. Same page. */
const ANNOTATION_KEY = /^[A-Za-z0-9_.]+$/;

/** Parses a segment document, or returns why X-Ray would reject it. Never throws. */
export function readDocument(text: string): Reading {
  // A UTF-16 unit is at most three bytes in UTF-8: short texts need not be measured.
  if (text.length * 3 > MAX_DOCUMENT_BYTES && Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) return reject("size");
  if (nesting(text) > MAX_NESTING) return reject("nesting");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return reject("json");
  }
  const document = cleaned(value);
  if (document === undefined) return reject("object");
  const wrong = problemOf(document);
  if (wrong !== undefined) return reject(wrong, document.id);
  if (!isSent(document)) return reject("object");
  return dropAnnotations(document) ? { document, dropped: REJECTIONS.annotationKey } : { document };
}

/** The first reason for which X-Ray would reject the document. */
function problemOf(document: Partial<SegmentDocument>): keyof typeof REJECTIONS | undefined {
  const { id, name, trace_id, start_time, parent_id } = document;
  if (id === undefined || !ID.test(id)) return "id";
  if (trace_id === undefined || !TRACE_ID.test(trace_id)) return "traceId";
  if (name === undefined || name === "" || name.length > MAX_NAME) return "name";
  if (!namesAllowed(document)) return "nameSigns";
  if (start_time === undefined || start_time < 0) return "start";
  if (document.end_time === undefined && document.in_progress !== true) return "end";
  if (document.type === "subsegment" && (parent_id === undefined || !ID.test(parent_id))) return "parent";
  return undefined;
}

/** Checks the names of the document and its subsegments; the same characters are documented for both. */
function namesAllowed({ name = "", subsegments = [] }: Partial<SegmentDocument>): boolean {
  return NAME.test(name) && subsegments.every(namesAllowed);
}

/** Removes the annotations that X-Ray does not index, at every level. Returns whether there were any. */
function dropAnnotations({ annotations = {}, subsegments = [] }: Partial<SegmentDocument>): boolean {
  let dropped = false;
  for (const key of Object.keys(annotations)) {
    if (!ANNOTATION_KEY.test(key)) dropped = Reflect.deleteProperty(annotations, key);
  }
  for (const subsegment of subsegments) dropped = dropAnnotations(subsegment) || dropped;
  return dropped;
}

function isSent(document: Partial<SegmentDocument>): document is SentDocument {
  const { id, name, trace_id, start_time } = document;
  return id !== undefined && name !== undefined && trace_id !== undefined && start_time !== undefined;
}

function reject(key: keyof typeof REJECTIONS, id?: string): Reading {
  return { rejection: REJECTIONS[key], ...(id !== undefined && { id }) };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Nesting depth of brackets outside strings. Measured before parsing, so that no deep value is ever created. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === BACKSLASH) i++;
      else if (char === QUOTE) quoted = false;
    } else if (char === QUOTE) quoted = true;
    // `[` and `{` differ in one bit from each other, as do `]` and `}`.
    else if ((char | 0x20) === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((char | 0x20) === 0x7d) depth--;
  }
  return deepest;
}
