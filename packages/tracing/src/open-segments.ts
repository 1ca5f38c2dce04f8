import { SpanStatusCode } from "@opentelemetry/api";
import type { RecordedSpan } from "./recorded-span.ts";

/** A request that takes longer than this is sent to X-Ray as in progress. */
const IN_PROGRESS_AFTER_MS = 5_000;

/**
 * The segments that have not ended: an array with swap-remove instead of a Set. A growing Set keeps its old hash
 * tables, and the spans in them, until a major GC of V8.
 */
export class OpenSegments {
  readonly #spans: RecordedSpan[] = [];

  add(span: RecordedSpan): void {
    span.index = this.#spans.push(span) - 1;
  }

  /** Swap-remove: the last segment moves to the free index. */
  delete(span: RecordedSpan): void {
    const last = this.#spans.pop();
    if (!last || last === span) return;
    this.#spans[span.index] = last;
    last.index = span.index;
  }

  /** The long-running segments that were not returned before. */
  longRunning(now = Date.now()): RecordedSpan[] {
    const found: RecordedSpan[] = [];
    for (const span of this.#spans) {
      if (span.shown || now - span.startedAt < IN_PROGRESS_AFTER_MS) continue;
      span.shown = true;
      found.push(span);
    }
    return found;
  }

  /** Ends the open segments as failed: the process ends before the response was sent. */
  endAll(): void {
    for (const span of [...this.#spans]) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: "The process ended before the response was sent" });
      span.end();
    }
  }
}
