import { SpanStatusCode } from "@opentelemetry/api";
import type { RequestSpan } from "./request-span.ts";

/** A request that takes longer than this shows up in X-Ray while it still runs. */
const IN_PROGRESS_AFTER_MS = 5_000;

/** The segments that have begun and not ended. */
export class OpenSegments {
  readonly #spans = new Set<RequestSpan>();

  add(span: RequestSpan): void {
    this.#spans.add(span);
  }

  delete(span: RequestSpan): void {
    this.#spans.delete(span);
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
