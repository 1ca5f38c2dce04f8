import { joinTrace, type JoinedTrace } from "../documents/join.ts";
import { readDocument } from "../documents/read-document.ts";
import { MAX_TRACE_BYTES, REFUSALS, type Refusal } from "../documents/refusal.ts";
import type { SegmentDocument, SentDocument } from "../documents/segment.ts";
import { flowsOf, type TraceFlows } from "../graph/flows.ts";
import type { Redaction, TraceDetail, TraceSummary } from "../page-api.ts";
import { findRedactions, mayHoldRedactions } from "../summary/redactions.ts";
import { summarize } from "../summary/summarize.ts";
import type { TextPlace, TextSlabs } from "./text-slabs.ts";

/** What is remembered of a trace beside its documents. */
interface Facts {
  readonly summary: TraceSummary;
  readonly flows: TraceFlows;
}

interface KeptDocument extends TextPlace {
  readonly id: string;
  readonly complete: boolean;
}

/** Measured by `npm run bench`: what a trace and a document take beside the text, summary and flows included. */
const TRACE_OVERHEAD = 1_500;
const DOCUMENT_OVERHEAD = 150;

/**
 * A trace as its documents came. They are kept as text, which takes a fraction of the memory of the objects; what is
 * asked of every trace is read from them once after each change.
 */
export class KeptTrace {
  readonly id: string;
  readonly #texts: TextSlabs;
  #documents: readonly KeptDocument[] = [];
  #facts: Facts | undefined;
  #limitExceeded = false;

  constructor(id: string, texts: TextSlabs) {
    this.id = id;
    this.#texts = texts;
  }

  /** Estimated memory in bytes, beside the texts. */
  get bytes(): number {
    return TRACE_OVERHEAD + this.#documents.length * DOCUMENT_OVERHEAD;
  }

  /** The documents as they came. */
  get raw(): readonly string[] {
    return this.#documents.map((document) => this.#texts.get(document)).sort();
  }

  /** A document was refused because the trace is as large as X-Ray allows. */
  get limitExceeded(): boolean {
    return this.#limitExceeded;
  }

  /** Takes a document; answers whether that changed the trace, or why it can't. */
  add(document: SentDocument, raw: string): boolean | Refusal {
    const { id } = document;
    const complete = document.in_progress !== true;
    const before = this.#documents.find((kept) => kept.id === id);
    if (before !== undefined && !isBetter({ complete, raw }, { ...before, raw: this.#texts.get(before) })) return false;
    const others = this.#documents.filter((kept) => kept !== before);
    if (others.reduce((sum, { start, end }) => sum + end - start, Buffer.byteLength(raw)) > MAX_TRACE_BYTES) {
      this.#limitExceeded = true;
      return REFUSALS.trace;
    }
    if (before !== undefined) this.#texts.remove(before);
    this.#documents = [...others, { id, complete, ...this.#texts.put(raw) }];
    this.#facts = undefined;
    return true;
  }

  /** Frees the texts. The trace must not be used any more. */
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
      services: flows.way.names,
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

type Comparable = Pick<KeptDocument, "complete"> & { readonly raw: string };

/** A complete document replaces one in progress; else the longer one stays, so that the order does not matter. */
function isBetter(one: Comparable, other: Comparable): boolean {
  if (one.complete !== other.complete) return one.complete;
  if (one.raw.length !== other.raw.length) return one.raw.length > other.raw.length;
  return one.raw > other.raw;
}
