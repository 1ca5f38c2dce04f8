import type { TraceSummary } from "../page-api.ts";
import type { StoredTrace } from "./stored-trace.ts";
import type { TraceStore } from "./trace-store.ts";

/** Receives the changes since its last call. */
export interface ChangeListener {
  traces(summaries: readonly TraceSummary[]): void;
  evicted(ids: readonly string[]): void;
}

const EVERY_MS = 100;
/** Summaries of changed traces are read for at most this long before the event loop continues. */
const SLICE_MS = 10;

/**
 * Batches the changes of the store and emits them at most ten times per second; the first change after a pause is emitted
 * immediately. Without a listener no summary is read.
 */
export class ChangeFeed {
  readonly #listeners = new Set<ChangeListener>();
  readonly #changed = new Map<string, StoredTrace>();
  #evicted: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #emittedAt = -Infinity;
  readonly #unlisten: () => void;

  constructor(store: TraceStore) {
    this.#unlisten = store.listen({
      changed: (trace) => {
        if (this.#listeners.size === 0) return;
        this.#changed.set(trace.id, trace);
        this.#schedule();
      },
      evicted: (id) => {
        if (this.#listeners.size === 0) return;
        this.#changed.delete(id);
        this.#evicted.push(id);
        this.#schedule();
      },
    });
  }

  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#unlisten();
    this.#listeners.clear();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#emittedAt + EVERY_MS - performance.now());
    this.#timer = setTimeout(() => this.#emit(), wait);
  }

  #emit(): void {
    this.#timer = undefined;
    this.#emittedAt = performance.now();
    const evicted = this.#evicted;
    this.#evicted = [];
    const summaries: TraceSummary[] = [];
    for (const [id, trace] of this.#changed) {
      this.#changed.delete(id);
      summaries.push(trace.summary());
      if (performance.now() - this.#emittedAt > SLICE_MS) break;
    }
    for (const listener of this.#listeners) {
      if (evicted.length > 0) listener.evicted(evicted);
      if (summaries.length > 0) listener.traces(summaries);
    }
    // The rest of the batch does not wait for the next tenth of a second.
    if (this.#changed.size > 0) this.#timer = setTimeout(() => this.#emit(), 0);
  }
}
