import { SpanStatusCode } from "@opentelemetry/api";
import type { RequestSpan } from "./request-span.ts";

/** A request that takes longer than this shows up in X-Ray while it still runs. */
const IN_PROGRESS_AFTER_MS = 5_000;

/**
 * The segments that have begun and not ended, each of which knows its place. In a Set, each table that it outgrows points
 * to the next one; once a table is old, all that follow, with the spans in them, are kept until V8 collects everything.
 */
export class OpenSegments {
  readonly #spans: RequestSpan[] = [];

  add(span: RequestSpan): void {
    span.place = this.#spans.push(span) - 1;
  }

  /** The last one takes its place. */
  delete(span: RequestSpan): void {
    const last = this.#spans.pop();
    if (!last || last === span) return;
    this.#spans[span.place] = last;
    last.place = span.place;
  }

  /** The segments that have run long and were not returned here before. */
  longRunning(now = Date.now()): RequestSpan[] {
    const found: RequestSpan[] = [];
    for (const span of this.#spans) {
      if (span.shown || now - span.startedAt < IN_PROGRESS_AFTER_MS) continue;
      span.shown = true;
      found.push(span);
    }
    return found;
  }

  /** Ends what is open, as failed: the process ends before the answer was sent. */
  endAll(): void {
    for (const span of [...this.#spans]) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: "The process ended before the response was sent" });
      span.end();
    }
  }
}
