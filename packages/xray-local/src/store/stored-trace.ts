import { joinTrace, type JoinedTrace } from "../documents/join.ts";
import { readDocument } from "../documents/read-document.ts";
import { MAX_TRACE_BYTES, REJECTIONS, type Rejection } from "../documents/rejection.ts";
import type { SegmentDocument, SentDocument } from "../documents/segment.ts";
import { flowsOf, type TraceFlows } from "../graph/flows.ts";
import type { Redaction, TraceDetail, TraceSummary } from "../page-api.ts";
import { findRedactions, mayHoldRedactions } from "../summary/redactions.ts";
import { summarize } from "../summary/summarize.ts";
import type { TextLocation, TextSlabs } from "./text-slabs.ts";

/** Derived from the documents and cached until the next change. */
interface Facts {
  readonly summary: TraceSummary;
  readonly flows: TraceFlows;
}

interface StoredDocument extends TextLocation {
  readonly id: string;
  readonly complete: boolean;
}

/** Bytes per trace and per document besides the text, including summary and flows. Measured by `npm run bench`. */
const TRACE_OVERHEAD = 1_500;
const DOCUMENT_OVERHEAD = 150;

/**
 * A trace as the documents that were received. They are stored as text, which takes a fraction of the memory of objects;
 * what lists and maps need of every trace is derived from them once after each change.
 */
export class StoredTrace {
  readonly id: string;
  readonly #texts: TextSlabs;
  #documents: readonly StoredDocument[] = [];
  #facts: Facts | undefined;
  #limitExceeded = false;

  constructor(id: string, texts: TextSlabs) {
    this.id = id;
    this.#texts = texts;
  }

  /** Estimated memory in bytes, without the texts. */
  get bytes(): number {
    return TRACE_OVERHEAD + this.#documents.length * DOCUMENT_OVERHEAD;
  }

  /** The documents as they were received. */
  get raw(): readonly string[] {
    return this.#documents.map((document) => this.#texts.get(document)).sort();
  }

  /** Whether a document was rejected because the trace has reached X-Ray's size limit. */
  get limitExceeded(): boolean {
    return this.#limitExceeded;
  }

  /** Adds a document. Returns whether that changed the trace, or why the document was rejected. */
  add(document: SentDocument, raw: string): boolean | Rejection {
    const { id } = document;
    const complete = document.in_progress !== true;
    const before = this.#documents.find((stored) => stored.id === id);
    if (before !== undefined && !isBetter({ complete, raw }, { ...before, raw: this.#texts.get(before) })) return false;
    const others = this.#documents.filter((stored) => stored !== before);
    if (others.reduce((sum, { start, end }) => sum + end - start, Buffer.byteLength(raw)) > MAX_TRACE_BYTES) {
      this.#limitExceeded = true;
      return REJECTIONS.trace;
    }
    if (before !== undefined) this.#texts.remove(before);
    this.#documents = [...others, { id, complete, ...this.#texts.put(raw) }];
    this.#facts = undefined;
    return true;
  }

  /** Frees the texts. The trace must not be used after this. */
  remove(): void {
    for (const document of this.#documents) this.#texts.remove(document);
    this.#documents = [];
  }

  summary(): TraceSummary {
    return (this.#facts ?? this.#read()).summary;
  }

  flows(): TraceFlows {
    return (this.#facts ?? this.#read()).flows;
  }

  segments(): readonly SegmentDocument[] {
    return this.#join(this.raw).segments;
  }

  detail(): TraceDetail {
    const { raw } = this;
    const { segments } = this.#join(raw);
    return { summary: this.summary(), segments, redactions: redactionsOf(raw, segments), raw };
  }

  #read(): Facts {
    const { raw } = this;
    const joined = this.#join(raw);
    const flows = flowsOf(joined.segments);
    const summary = summarize(this.id, joined, {
      documents: raw.length,
      redactions: redactionsOf(raw, joined.segments).length,
      services: flows.path.names,
    });
    this.#facts = { flows, summary };
    return this.#facts;
  }

  #join(raw: readonly string[]): JoinedTrace {
    return joinTrace(
      raw.flatMap((text) => {
        const reading = readDocument(text);
        return "document" in reading ? [reading.document] : [];
      }),
    );
  }
}

function redactionsOf(raw: readonly string[], segments: readonly SegmentDocument[]): Redaction[] {
  return raw.some(mayHoldRedactions) ? findRedactions(segments) : [];
}

type Comparable = Pick<StoredDocument, "complete"> & { readonly raw: string };

/** A complete document replaces one in progress; otherwise the longer one wins, so that the order does not matter. */
function isBetter(one: Comparable, other: Comparable): boolean {
  if (one.complete !== other.complete) return one.complete;
  if (one.raw.length !== other.raw.length) return one.raw.length > other.raw.length;
  return one.raw > other.raw;
}
