import type { TraceSummary } from "../page-api.ts";
import type { KeptTrace } from "./kept-trace.ts";
import type { TraceStore } from "./trace-store.ts";

/** What happened since the last time. */
export interface ChangeListener {
  traces(summaries: readonly TraceSummary[]): void;
  gone(ids: readonly string[]): void;
}

const EVERY_MS = 100;
/** So long the summaries of changed traces are read at a time, before others have their turn. */
const SLICE_MS = 10;

/**
 * Collects what changes in the store and tells it at most ten times a second; the first change after a pause is told at
 * once. Without a listener no summary is read.
 */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();
  readonly #changed = new Map<string, KeptTrace>();
  #gone: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #told = -Infinity;
  readonly #unlisten: () => void;

  constructor(store: TraceStore) {
    this.#unlisten = store.listen({
      changed: (trace) => {
        if (this.#listeners.size === 0) return;
        this.#changed.set(trace.id, trace);
        this.#plan();
      },
      gone: (id) => {
        if (this.#listeners.size === 0) return;
        this.#changed.delete(id);
        this.#gone.push(id);
        this.#plan();
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

  #plan(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#told + EVERY_MS - performance.now());
    this.#timer = setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    this.#timer = undefined;
    this.#told = performance.now();
    const gone = this.#gone;
    this.#gone = [];
    const summaries: TraceSummary[] = [];
    for (const [id, trace] of this.#changed) {
      this.#changed.delete(id);
      summaries.push(trace.summary());
      if (performance.now() - this.#told > SLICE_MS) break;
    }
    for (const listener of this.#listeners) {
      if (gone.length > 0) listener.gone(gone);
      if (summaries.length > 0) listener.traces(summaries);
    }
    // What did not fit into this slice does not wait for the next tenth of a second.
    if (this.#changed.size > 0) this.#timer = setTimeout(() => this.#tell(), 0);
  }
}
