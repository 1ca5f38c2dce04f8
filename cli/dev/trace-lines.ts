import type { TraceSummary } from "@pmp/xray-local";

/** How long an incomplete trace is held back before it is shown as it is, in milliseconds. */
const COMPLETION_TIMEOUT_MS = 3_000;
/** Number of remembered traces, so that a change prints no second line. */
const REMEMBERED = 10_000;

/** Prints one line per trace: when it is complete, or after a timeout. */
export class TraceLines {
  readonly #write: (trace: TraceSummary) => void;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<string, { trace: TraceSummary; timer: NodeJS.Timeout }>();
  readonly #shown = new Set<string>();

  constructor(write: (trace: TraceSummary) => void, timeoutMs = COMPLETION_TIMEOUT_MS) {
    this.#write = write;
    this.#timeoutMs = timeoutMs;
  }

  /** A trace that is new or has changed. */
  add(trace: TraceSummary): void {
    if (this.#shown.has(trace.id)) return;
    const waiting = this.#waiting.get(trace.id);
    if (!trace.partial) this.#show(trace);
    else if (waiting !== undefined) waiting.trace = trace;
    else {
      const timer = setTimeout(() => this.#show(this.#waiting.get(trace.id)?.trace ?? trace), this.#timeoutMs).unref();
      this.#waiting.set(trace.id, { trace, timer });
    }
  }

  /** Shows the traces that are still incomplete. */
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
