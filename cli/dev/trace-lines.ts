import type { TraceSummary } from "@pmp/xray-local";

/** Time in which an unfinished trace may be finished before it is shown as it is. */
const PATIENCE_MS = 3_000;
/** Traces that were shown and may still change; the oldest are forgotten. */
const REMEMBERED = 10_000;

/** Decides when a trace is worth its one line: when it is complete, or when it has not become so for a while. */
export class TraceLines {
  readonly #write: (trace: TraceSummary) => void;
  readonly #patienceMs: number;
  readonly #waiting = new Map<string, { trace: TraceSummary; timer: NodeJS.Timeout }>();
  readonly #shown = new Set<string>();

  constructor(write: (trace: TraceSummary) => void, patienceMs = PATIENCE_MS) {
    this.#write = write;
    this.#patienceMs = patienceMs;
  }

  /** Takes a trace that is new or has changed. */
  take(trace: TraceSummary): void {
    if (this.#shown.has(trace.id)) return;
    const waiting = this.#waiting.get(trace.id);
    if (!trace.partial) this.#show(trace);
    else if (waiting !== undefined) waiting.trace = trace;
    else {
      const timer = setTimeout(() => this.#show(this.#waiting.get(trace.id)?.trace ?? trace), this.#patienceMs).unref();
      this.#waiting.set(trace.id, { trace, timer });
    }
  }

  /** Shows what is still waited for. */
  end(): void {
    for (const { trace } of [...this.#waiting.values()]) this.#show(trace);
  }

  #show(trace: TraceSummary): void {
    clearTimeout(this.#waiting.get(trace.id)?.timer);
    this.#waiting.delete(trace.id);
    this.#shown.add(trace.id);
    for (const oldest of this.#shown) {
      if (this.#shown.size <= REMEMBERED) break;
      this.#shown.delete(oldest);
    }
    this.#write(trace);
  }
}
