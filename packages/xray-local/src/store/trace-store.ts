import type { Rejection } from "../documents/rejection.ts";
import type { SentDocument } from "../documents/segment.ts";
import { StoredTrace } from "./stored-trace.ts";
import { TextSlabs } from "./text-slabs.ts";

/** Called synchronously when traces change. */
export interface StoreListener {
  changed?(trace: StoredTrace): void;
  /** The trace was evicted to stay within the memory limit. */
  evicted?(id: string): void;
  /** A document was accepted that changed its trace. */
  stored?(raw: string): void;
}

/** The traces, up to a memory limit; beyond it those received first are evicted. */
export class TraceStore {
  readonly limitBytes: number;
  readonly #traces = new Map<string, StoredTrace>();
  readonly #listeners = new Set<StoreListener>();
  readonly #texts = new TextSlabs();
  /** Without the texts. */
  #bytes = 0;
  #accepted = 0;
  #evicted = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Estimated memory. */
  get bytes(): number {
    return this.#bytes + this.#texts.bytes;
  }
  /** Documents accepted since the start, including repeated ones. */
  get accepted(): number {
    return this.#accepted;
  }
  /** Traces evicted since the start. */
  get evicted(): number {
    return this.#evicted;
  }
  get size(): number {
    return this.#traces.size;
  }

  listen(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds a document. Returns why it was rejected; undefined when it was accepted. */
  add(document: SentDocument, raw: string): Rejection | undefined {
    const id = document.trace_id.toLowerCase();
    const trace = this.#traces.get(id) ?? new StoredTrace(id, this.#texts);
    const before = this.#traces.has(id) ? trace.bytes : 0;
    const change = trace.add(document, raw);
    if (typeof change === "object") return change;
    this.#accepted++;
    if (!change) return undefined;
    this.#traces.set(id, trace);
    this.#bytes += trace.bytes - before;
    for (const listener of this.#listeners) {
      listener.stored?.(raw);
      listener.changed?.(trace);
    }
    this.#shrink();
    return undefined;
  }

  get(id: string): StoredTrace | undefined {
    return this.#traces.get(id.toLowerCase());
  }

  /** In the order in which their first documents were received. */
  all(): IterableIterator<StoredTrace> {
    return this.#traces.values();
  }

  #shrink(): void {
    if (this.bytes <= this.limitBytes) return;
    for (const trace of this.#traces.values()) {
      this.#traces.delete(trace.id);
      this.#bytes -= trace.bytes;
      trace.remove();
      this.#evicted++;
      for (const listener of this.#listeners) listener.evicted?.(trace.id);
      if (this.bytes <= this.limitBytes) return;
    }
  }
}
