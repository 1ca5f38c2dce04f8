import { readDatagram } from "../documents/read-datagram.ts";
import { readDocument } from "../documents/read-document.ts";
import { REFUSALS, type Refusal } from "../documents/refusal.ts";
import { readOtlp, type OtlpDocuments } from "../otlp/read-request.ts";
import type { Refusals } from "./refusals.ts";
import type { TraceStore } from "./trace-store.ts";

/** Where everything that was received comes in: what is right goes to the store, the rest is counted. */
export class Intake {
  readonly #store: TraceStore;
  readonly #refusals: Refusals;

  constructor(store: TraceStore, refusals: Refusals) {
    this.#store = store;
    this.#refusals = refusals;
  }

  /** A datagram of the agent's port. Never throws. */
  datagram(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    const read = readDatagram(text);
    if ("spans" in read) this.#packed(read.spans, text);
    else if ("refusal" in read) this.#refusals.add(read.refusal, read.raw ?? text);
    else {
      this.#count(this.#store.add(read.document, read.raw ?? ""), read.raw ?? text);
      this.#count(read.dropped, read.raw ?? text);
    }
  }

  /** A document of PutTraceSegments: why it was not taken, with its id if it has one. */
  document(raw: string): { refusal: Refusal; id?: string } | undefined {
    const read = readDocument(raw);
    if ("refusal" in read) {
      this.#refusals.add(read.refusal, raw);
      return read;
    }
    const refusal = this.#count(this.#store.add(read.document, raw), raw);
    this.#count(read.dropped, raw);
    return refusal && { refusal, id: read.document.id };
  }

  /** Spans of an OTLP request: how many were not taken, and why. */
  spans({ documents, rejected }: OtlpDocuments): { rejected: number; reasons: string[] } {
    const reasons = new Set<string>();
    let count = rejected;
    if (rejected > 0) {
      reasons.add(REFUSALS.otlp.reason);
      this.#refusals.add(REFUSALS.otlp, undefined, rejected);
    }
    for (const raw of documents) {
      const refused = this.document(raw);
      if (refused === undefined) continue;
      count++;
      reasons.add(refused.refusal.reason);
    }
    return { rejected: count, reasons: [...reasons] };
  }

  /** Datagrams that were lost before they could be read. */
  lost(count: number): void {
    this.#refusals.add(REFUSALS.overflow, undefined, count);
  }

  #packed(bytes: Uint8Array, text: string): void {
    try {
      this.spans(readOtlp(bytes, "protobuf"));
    } catch {
      this.#refusals.add(REFUSALS.otlp, text);
    }
  }

  #count(refusal: Refusal | undefined, text: string): Refusal | undefined {
    if (refusal !== undefined) this.#refusals.add(refusal, text);
    return refusal;
  }
}
