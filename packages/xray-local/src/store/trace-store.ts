import type { Refusal } from "../documents/refusal.ts";
import type { SentDocument } from "../documents/segment.ts";
import { KeptTrace } from "./kept-trace.ts";
import { TextSlabs } from "./text-slabs.ts";

/** Told what happens to the traces, at once. */
export interface StoreListener {
  changed?(trace: KeptTrace): void;
  /** The trace went to keep the memory bound. */
  gone?(id: string): void;
  /** A document was taken that is worth keeping. */
  kept?(raw: string): void;
}

/** The traces, up to a bound of memory; beyond it the ones that began first go. */
export class TraceStore {
  readonly limitBytes: number;
  readonly #traces = new Map<string, KeptTrace>();
  readonly #listeners = new Set<StoreListener>();
  readonly #texts = new TextSlabs();
  /** Beside the texts. */
  #bytes = 0;
  #taken = 0;
  #dropped = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Estimated memory. */
  get bytes(): number {
    return this.#bytes + this.#texts.bytes;
  }
  /** Documents taken since the start, repeated ones included. */
  get taken(): number {
    return this.#taken;
  }
  /** Traces that went. */
  get dropped(): number {
    return this.#dropped;
  }
  get size(): number {
    return this.#traces.size;
  }

  listen(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a document, or says why not. */
  add(document: SentDocument, raw: string): Refusal | undefined {
    const id = document.trace_id.toLowerCase();
    const trace = this.#traces.get(id) ?? new KeptTrace(id, this.#texts);
    const before = this.#traces.has(id) ? trace.bytes : 0;
    const change = trace.add(document, raw);
    if (typeof change === "object") return change;
    this.#taken++;
    if (!change) return undefined;
    this.#traces.set(id, trace);
    this.#bytes += trace.bytes - before;
    for (const listener of this.#listeners) {
      listener.kept?.(raw);
      listener.changed?.(trace);
    }
    this.#shrink();
    return undefined;
  }

  get(id: string): KeptTrace | undefined {
    return this.#traces.get(id.toLowerCase());
  }

  /** In the order in which they began to come. */
  all(): IterableIterator<KeptTrace> {
    return this.#traces.values();
  }

  #shrink(): void {
    if (this.bytes <= this.limitBytes) return;
    for (const trace of this.#traces.values()) {
      this.#traces.delete(trace.id);
      this.#bytes -= trace.bytes;
      trace.remove();
      this.#dropped++;
      for (const listener of this.#listeners) listener.gone?.(trace.id);
      if (this.bytes <= this.limitBytes) return;
    }
  }
}
