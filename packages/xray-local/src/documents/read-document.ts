import { cleaned } from "./fields.ts";
import { MAX_DOCUMENT_BYTES, MAX_NESTING, REFUSALS, type Refusal } from "./refusal.ts";
import type { SegmentDocument, SentDocument } from "./segment.ts";

export type Reading =
  | {
      readonly document: SentDocument;
      /** What X-Ray drops of a document that it accepts. */
      readonly dropped?: Refusal;
    }
  | { readonly refusal: Refusal; readonly id?: string };

const ID = /^[0-9a-f]{16}$/i;
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i;
const MAX_NAME = 200;
/**
 * "Names can contain Unicode letters, numbers, and whitespace, and the following symbols"; X-Ray answers InvalidName to
 * others. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
const NAME = /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]*$/u;
/** X-Ray ignores annotations with other keys, without a word in its answer. The same page. */
const ANNOTATION_KEY = /^[A-Za-z0-9_.]+$/;

/** Reads a segment document, or says why X-Ray would not take it. Never throws, whatever the text is. */
export function readDocument(text: string): Reading {
  // A UTF-16 unit takes at most three bytes in UTF-8: short texts need no counting.
  if (text.length * 3 > MAX_DOCUMENT_BYTES && Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) return refuse("size");
  if (nesting(text) > MAX_NESTING) return refuse("nesting");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("json");
  }
  const document = cleaned(value);
  if (document === undefined) return refuse("object");
  const wrong = problemOf(document);
  if (wrong !== undefined) return refuse(wrong, document.id);
  if (!isSent(document)) return refuse("object");
  return dropAnnotations(document) ? { document, dropped: REFUSALS.annotationKey } : { document };
}

/** The first thing for which X-Ray would not take the document. */
function problemOf(document: Partial<SegmentDocument>): keyof typeof REFUSALS | undefined {
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

/** The names of the document and of the subsegments in it; the documented characters are the same for both. */
function namesAllowed({ name = "", subsegments = [] }: Partial<SegmentDocument>): boolean {
  return NAME.test(name) && subsegments.every(namesAllowed);
}

/** Leaves out the annotations that X-Ray does not index, at every level; says whether there were any. */
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

function refuse(key: keyof typeof REFUSALS, id?: string): Reading {
  return { refusal: REFUSALS[key], ...(id !== undefined && { id }) };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How deep the brackets outside of texts nest. Found before parsing, so that no deep value ever exists. */
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
