import { SpanStatusCode, type Span } from "@opentelemetry/api";

/** A request that takes longer than this shows up in X-Ray while it still runs. */
const IN_PROGRESS_AFTER_MS = 5_000;

interface Entry {
  since: number;
  shown: boolean;
}

/** The segments that have begun and not ended. */
export class OpenSegments {
  readonly #entries = new Map<Span, Entry>();
  readonly #listeners: ((any: boolean) => void)[] = [];

  /** Calls back when the first segment opens (true) and when the last one closes (false). */
  onAny(listener: (any: boolean) => void): void {
    this.#listeners.push(listener);
  }

  add(span: Span): void {
    this.#entries.set(span, { since: Date.now(), shown: false });
    if (this.#entries.size === 1) this.#tell(true);
  }

  delete(span: Span): void {
    if (this.#entries.delete(span) && this.#entries.size === 0) this.#tell(false);
  }

  /** The segments that have run long and were not returned here before. */
  longRunning(now = Date.now()): Span[] {
    const found: Span[] = [];
    for (const [span, entry] of this.#entries) {
      if (entry.shown || now - entry.since < IN_PROGRESS_AFTER_MS) continue;
      entry.shown = true;
      found.push(span);
    }
    return found;
  }

  /** Ends what is open, as failed: the process ends before the answer was sent. */
  endAll(): void {
    for (const span of this.#entries.keys()) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: "The process ended before the response was sent" });
      span.end();
    }
    this.#entries.clear();
  }

  #tell(any: boolean): void {
    for (const listener of this.#listeners) listener(any);
  }
}
