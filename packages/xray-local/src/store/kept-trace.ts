import { joinTrace, type JoinedTrace } from "../documents/join.ts";
import { readDocument } from "../documents/read-document.ts";
import { MAX_TRACE_BYTES, REFUSALS, type Refusal } from "../documents/refusal.ts";
import type { SegmentDocument, SentDocument } from "../documents/segment.ts";
import { flowsOf, type TraceFlows } from "../graph/flows.ts";
import type { Redaction, TraceDetail, TraceSummary } from "../page-api.ts";
import { findRedactions, mayHoldRedactions } from "../summary/redactions.ts";
import { summarize } from "../summary/summarize.ts";
import { nodeOf } from "../graph/node.ts";

/** What is remembered of a trace beside its documents. */
interface Facts {
  readonly summary: TraceSummary;
  readonly flows: TraceFlows;
}

interface KeptDocument {
  readonly id: string;
  readonly complete: boolean;
  readonly raw: string;
}

/** Measured by `npm run bench`: what a trace and a document take beside the text, summary and flows included. */
const TRACE_OVERHEAD = 2_500;
const DOCUMENT_OVERHEAD = 150;

/**
 * A trace as its documents came. They are kept as text, which takes a fifth of the memory of the objects; what is asked
 * of every trace is read from them once after each change.
 */
export class KeptTrace {
  readonly id: string;
  readonly #documents = new Map<string, KeptDocument>();
  #textBytes = 0;
  #facts: Facts | undefined;

  constructor(id: string) {
    this.id = id;
  }

  /** Estimated memory in bytes. */
  get bytes(): number {
    return TRACE_OVERHEAD + this.#documents.size * DOCUMENT_OVERHEAD + this.#textBytes;
  }

  /** The documents as they came. */
  get raw(): readonly string[] {
    return [...this.#documents.values()].map(({ raw }) => raw).sort();
  }

  get limitExceeded(): boolean {
    return this.#limitExceeded;
  }
  #limitExceeded = false;

  /** Takes a document; answers whether that changed the trace, or why it can't. */
  add(document: SentDocument, raw: string): boolean | Refusal {
    const kept: KeptDocument = { id: document.id, complete: document.in_progress !== true, raw };
    const before = this.#documents.get(kept.id);
    if (before !== undefined && !isBetter(kept, before)) return false;
    const size = this.#textBytes + sizeOf(raw) - (before === undefined ? 0 : sizeOf(before.raw));
    if (size > MAX_TRACE_BYTES) {
      this.#limitExceeded = true;
      return REFUSALS.trace;
    }
    this.#textBytes = size;
    this.#documents.set(kept.id, kept);
    this.#facts = undefined;
    return true;
  }

  summary(): TraceSummary {
    return (this.#facts ?? this.#read()).summary;
  }

  flows(): TraceFlows {
    return (this.#facts ?? this.#read()).flows;
  }

  segments(): readonly SegmentDocument[] {
    return this.#join().segments;
  }

  detail(): TraceDetail {
    const { segments } = this.#join();
    return { summary: this.summary(), segments, redactions: this.#redactions(segments), raw: this.raw };
  }

  #read(): Facts {
    const joined = this.#join();
    const flows = flowsOf(joined.segments);
    const names = new Set(flows.served.map(({ to }) => nodeOf(to).name));
    this.#facts = {
      flows,
      summary: summarize(this.id, joined, {
        documents: this.#documents.size,
        redactions: this.#redactions(joined.segments).length,
        services: [...names].sort(),
      }),
    };
    return this.#facts;
  }

  #join(): JoinedTrace {
    return joinTrace(
      [...this.#documents.values()].flatMap(({ raw }) => {
        const reading = readDocument(raw);
        return "document" in reading ? [reading.document] : [];
      }),
    );
  }

  #redactions(segments: readonly SegmentDocument[]): Redaction[] {
    for (const { raw } of this.#documents.values()) if (mayHoldRedactions(raw)) return findRedactions(segments);
    return [];
  }
}

/** A complete document replaces one in progress; else the longer one stays, so that the order does not matter. */
function isBetter(one: KeptDocument, other: KeptDocument): boolean {
  if (one.complete !== other.complete) return one.complete;
  if (one.raw.length !== other.raw.length) return one.raw.length > other.raw.length;
  return one.raw > other.raw;
}

/** V8 keeps a text that is ASCII in one byte a character, most others in two. */
function sizeOf(raw: string): number {
  return Buffer.byteLength(raw) === raw.length ? raw.length : raw.length * 2;
}
