import { readDatagram } from "../documents/read-datagram.ts";
import { readDocument } from "../documents/read-document.ts";
import { REJECTIONS, type Rejection } from "../documents/rejection.ts";
import { readOtlp, type OtlpDocuments } from "../otlp/read-request.ts";
import type { RejectionCounter } from "./rejection-counter.ts";
import type { TraceStore } from "./trace-store.ts";

/** Entry point for everything received: valid documents go to the store, the rest is counted. */
export class Ingester {
  readonly #store: TraceStore;
  readonly #rejections: RejectionCounter;

  constructor(store: TraceStore, rejections: RejectionCounter) {
    this.#store = store;
    this.#rejections = rejections;
  }

  /** A datagram from the agent's port. Never throws. */
  datagram(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    const read = readDatagram(text);
    if ("spans" in read) this.#packed(read.spans, text);
    else if ("rejection" in read) this.#rejections.add(read.rejection, read.raw ?? text);
    else {
      this.#count(this.#store.add(read.document, read.raw ?? ""), read.raw ?? text);
      this.#count(read.dropped, read.raw ?? text);
    }
  }

  /** A document of PutTraceSegments: why it was rejected, with its id if it has one; undefined when it was accepted. */
  document(raw: string): { rejection: Rejection; id?: string } | undefined {
    const read = readDocument(raw);
    if ("rejection" in read) {
      this.#rejections.add(read.rejection, raw);
      return read;
    }
    const rejection = this.#count(this.#store.add(read.document, raw), raw);
    this.#count(read.dropped, raw);
    return rejection && { rejection, id: read.document.id };
  }

  /** Spans of an OTLP request: how many were rejected, and why. */
  spans({ documents, rejected }: OtlpDocuments): { rejected: number; reasons: string[] } {
    const reasons = new Set<string>();
    let count = rejected;
    if (rejected > 0) {
      reasons.add(REJECTIONS.otlp.reason);
      this.#rejections.add(REJECTIONS.otlp, undefined, rejected);
    }
    for (const raw of documents) {
      const failed = this.document(raw);
      if (failed === undefined) continue;
      count++;
      reasons.add(failed.rejection.reason);
    }
    return { rejected: count, reasons: [...reasons] };
  }

  /** Datagrams that were lost before they could be read. */
  lost(count: number): void {
    this.#rejections.add(REJECTIONS.overflow, undefined, count);
  }

  #packed(bytes: Uint8Array, text: string): void {
    try {
      this.spans(readOtlp(bytes, "protobuf"));
    } catch {
      this.#rejections.add(REJECTIONS.otlp, text);
    }
  }

  #count(rejection: Rejection | undefined, text: string): Rejection | undefined {
    if (rejection !== undefined) this.#rejections.add(rejection, text);
    return rejection;
  }
}
