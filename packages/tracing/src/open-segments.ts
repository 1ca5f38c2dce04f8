import { SpanStatusCode } from "@opentelemetry/api";
import type { RequestSpan } from "./request-span.ts";

/** A request that takes longer than this shows up in X-Ray while it still runs. */
const IN_PROGRESS_AFTER_MS = 5_000;

/**
 * The segments that have started and not ended: an array, each member of which has its index, instead of a Set. A Set that
 * grows leaks its old tables, with the spans in them, until V8 collects all garbage.
 */
export class OpenSegments {
  readonly #spans: RequestSpan[] = [];

  add(span: RequestSpan): void {
    span.index = this.#spans.push(span) - 1;
  }

  /** The last one takes its index. */
  delete(span: RequestSpan): void {
    const last = this.#spans.pop();
    if (!last || last === span) return;
    this.#spans[span.index] = last;
    last.index = span.index;
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
