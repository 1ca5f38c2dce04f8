import { TraceFlags, type Context } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { untraced } from "./own-work.ts";
import { messageOf, warn } from "./report.ts";

type Result = (result: { code: number; error?: Error }) => void;

/** What the queue hands spans to. Nothing here rejects or throws. */
export interface SpanExporter {
  export(spans: ReadableSpan[], resultCallback: Result): void;
  /** Resolves when what was handed over is sent, or the time (milliseconds, default 5,000) is over. */
  forceFlush(timeoutMs?: number): Promise<void>;
  shutdown(timeoutMs?: number): Promise<void>;
}

/** A span processor as it is used here. */
export interface SpanProcessor {
  onStart(span: ReadableSpan, parentContext: Context): void;
  onEnd(span: ReadableSpan): void;
  /** Whether anything waits to be sent. */
  readonly pending: boolean;
  /** Hands everything on at once; for the end of the process. */
  drain(): void;
  /** Never rejects. */
  forceFlush(timeoutMs?: number): Promise<void>;
  /** Never rejects. */
  shutdown(timeoutMs?: number): Promise<void>;
}

const DELAY_MS = 1_000;
const MAX_BATCH = 256;
const MAX_QUEUED = 4_096;
/** Batches on their way; a receiver that does not answer must not be given more and more. */
const MAX_UNANSWERED = 4;

/**
 * A span processor that hands spans on in batches: for a transport whose every message costs a round trip. The SDK's own
 * can't say whether anything waits, counts no losses, and has no way to hand spans on at once as the process ends.
 */
export class BatchSpanProcessor implements SpanProcessor {
  readonly #sink: SpanExporter;
  #spans: ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #dropped = 0;
  #closed = false;

  constructor(sink: SpanExporter) {
    this.#sink = sink;
  }

  /** Spans given up because they ended faster than they can be sent. */
  get dropped(): number {
    return this.#dropped;
  }

  get pending(): boolean {
    return this.#spans.length > 0 || this.#unanswered > 0;
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
    if (this.#spans.length >= MAX_BATCH) this.#exportSome();
    this.#plan();
  }

  #plan(): void {
    if (this.#spans.length > 0) this.#timer ??= setTimeout(this.#tick, DELAY_MS).unref();
  }

  readonly #tick = (): void => {
    this.#timer = undefined;
    this.#exportSome();
    this.#plan();
  };

  #exportSome(): void {
    if (this.#unanswered < MAX_UNANSWERED) this.#export();
  }

  #export(): void {
    const batch = this.#spans.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    this.#unanswered += 1;
    try {
      untraced(() => this.#sink.export(batch, this.#onResult));
    } catch (error) {
      this.#onResult({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  readonly #onResult: Result = ({ code, error }) => {
    this.#unanswered -= 1;
    if (code !== 0) warn("export", `an export failed: ${messageOf(error)}`);
    if (this.#spans.length >= MAX_BATCH) this.#exportSome();
  };

  /** Hands everything on at once. */
  drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#spans.length > 0) this.#export();
  }

  async forceFlush(timeoutMs?: number): Promise<void> {
    this.drain();
    await untraced(() => this.#sink.forceFlush(timeoutMs));
  }

  async shutdown(timeoutMs?: number): Promise<void> {
    this.drain();
    this.#closed = true;
    await untraced(() => this.#sink.shutdown(timeoutMs));
  }

  #drop(): void {
    this.#dropped += 1;
    warn("spans-dropped", `dropped ${this.#dropped} spans so far: they ended faster than they can be sent.`);
  }
}
