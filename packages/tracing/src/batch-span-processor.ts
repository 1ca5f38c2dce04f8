import type { Context } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { untraced } from "./own-work.ts";
import { messageOf, warn } from "./report.ts";
import { isExported } from "./span.ts";

type Result = (result: { code: number; error?: Error }) => void;

/** Receives the batches of the queue. Nothing here rejects or throws. */
export interface SpanExporter {
  export(spans: ReadableSpan[], resultCallback: Result): void;
  /** Resolves when the exported spans are sent, or after the timeout (milliseconds, default 5,000). */
  forceFlush(timeoutMs?: number): Promise<void>;
  shutdown(timeoutMs?: number): Promise<void>;
}

/** The part of OpenTelemetry's SpanProcessor that is used here. */
export interface SpanProcessor {
  onStart(span: ReadableSpan, parentContext: Context): void;
  onEnd(span: ReadableSpan): void;
  /** Whether spans are waiting to be sent. */
  readonly pending: boolean;
  /** Exports everything synchronously; for the end of the process. */
  drain(): void;
  /** Never rejects. */
  forceFlush(timeoutMs?: number): Promise<void>;
  /** Never rejects. */
  shutdown(timeoutMs?: number): Promise<void>;
}

const DELAY_MS = 1_000;
const MAX_BATCH = 256;
const MAX_QUEUED = 4_096;
/** Limit of batches in flight, so that they don't pile up when the receiver does not answer. */
const MAX_UNANSWERED = 4;

/**
 * Exports spans in batches, for a transport with a round trip per message. The SDK's own processor can't say whether
 * spans are waiting, does not count losses, and can't flush synchronously when the process ends.
 */
export class BatchSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter;
  #spans: ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #dropped = 0;
  #closed = false;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  /** Spans dropped because they ended faster than they could be sent. */
  get dropped(): number {
    return this.#dropped;
  }

  get pending(): boolean {
    return this.#spans.length > 0 || this.#unanswered > 0;
  }

  onStart(): void {
    // Only ended spans are exported.
  }

  onEnd(span: ReadableSpan): void {
    if (!isExported(span)) return;
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
      untraced(() => this.#exporter.export(batch, this.#onResult));
    } catch (error) {
      this.#onResult({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  readonly #onResult: Result = ({ code, error }) => {
    this.#unanswered -= 1;
    if (code !== 0) warn("export", `an export failed: ${messageOf(error)}`);
    if (this.#spans.length >= MAX_BATCH) this.#exportSome();
  };

  /** Exports everything synchronously. */
  drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#spans.length > 0) this.#export();
  }

  async forceFlush(timeoutMs?: number): Promise<void> {
    this.drain();
    await untraced(() => this.#exporter.forceFlush(timeoutMs));
  }

  async shutdown(timeoutMs?: number): Promise<void> {
    this.drain();
    this.#closed = true;
    await untraced(() => this.#exporter.shutdown(timeoutMs));
  }

  #drop(): void {
    this.#dropped += 1;
    warn("spans-dropped", `dropped ${this.#dropped} spans so far: they ended faster than they can be sent.`);
  }
}
