import { TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { messageOf, warn } from "./report.ts";

/** What the queue hands spans to. Nothing here rejects or throws. */
export interface SpanSink {
  export(spans: ReadableSpan[], resultCallback: (result: { code: number; error?: Error }) => void): void;
  /** Resolves when what was handed over is sent, or the time (milliseconds, default 5,000) is over. */
  forceFlush(timeoutMs?: number): Promise<void>;
  shutdown(timeoutMs?: number): Promise<void>;
}

const DELAY_MS = 100;
const MAX_BATCH = 64;
const MAX_QUEUED = 4_096;

/**
 * A span processor that takes the work of writing documents off the request: spans are collected and handed on in
 * small batches, so that no batch holds up the requests that follow it.
 */
export class SpanQueue {
  readonly #sink: SpanSink;
  #spans: ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;
  #closed = false;

  constructor(sink: SpanSink) {
    this.#sink = sink;
  }

  /** Spans given up because they ended faster than they can be written. */
  get dropped(): number {
    return this.#dropped;
  }

  onStart(): void {
    // Nothing is known of a span before it ends.
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#closed || this.#spans.length >= MAX_QUEUED) {
      this.#drop();
      return;
    }
    this.#spans.push(span);
    this.#timer ??= setTimeout(() => this.#tick(), DELAY_MS).unref();
  }

  #tick(): void {
    this.#timer = undefined;
    this.#exportSome();
    if (this.#spans.length > 0) this.#timer = setTimeout(() => this.#tick(), 0).unref();
  }

  #exportSome(): void {
    const batch = this.#spans.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    try {
      this.#sink.export(batch, ({ code, error }) => {
        if (code !== 0) warn("export", `an export failed: ${messageOf(error)}`);
      });
    } catch (error) {
      warn("export", `an export failed: ${messageOf(error)}`);
    }
  }

  /** Hands everything on at once. */
  drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#spans.length > 0) this.#exportSome();
  }

  async forceFlush(timeoutMs?: number): Promise<void> {
    this.drain();
    await this.#sink.forceFlush(timeoutMs);
  }

  async shutdown(timeoutMs?: number): Promise<void> {
    this.drain();
    this.#closed = true;
    await this.#sink.shutdown(timeoutMs);
  }

  #drop(): void {
    this.#dropped += 1;
    warn("spans-dropped", `dropped ${this.#dropped} spans so far: they ended faster than they can be written.`);
  }
}
