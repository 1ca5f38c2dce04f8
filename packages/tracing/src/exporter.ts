import { FailClosed } from "./redact/fail-closed.ts";
import type { RedactionOptions } from "./redact/redactor.ts";
import { warn } from "./report.ts";
import { toDocument } from "./segment/document.ts";
import { serialize } from "./segment/serialize.ts";
import type { FinishedSpan } from "./span.ts";
import type { AgentAddress } from "./transport/agent-address.ts";
import { UdpSender, type SendCounts, type UdpSenderOptions } from "./transport/udp-sender.ts";

const FLUSH_TIMEOUT_MS = 5_000;
const TOO_LARGE = "";

/** The shape of OpenTelemetry's ExportResult. */
export interface ExportResult {
  /** 0 for success, 1 for failure. */
  code: 0 | 1;
  error?: Error;
}

export interface ExportCounts extends SendCounts {
  /** Spans dropped because their document was too large in spite of everything. */
  tooLarge: number;
  /** Spans dropped because they could not be looked through for secrets. */
  unredactable: number;
}

export interface XRaySpanExporterOptions extends UdpSenderOptions {
  /** What is redacted beside the built-in list. */
  redaction?: RedactionOptions;
}

/**
 * An OpenTelemetry SpanExporter that sends spans to the X-Ray agent (daemon, CloudWatch agent or collector) as segment
 * documents over UDP. It works with the SDK 2.x and 3.x and never throws.
 */
export class XRaySpanExporter {
  readonly #sender: UdpSender;
  readonly #redaction: FailClosed;
  #tooLarge = 0;

  constructor(address: AgentAddress, { redaction, ...options }: XRaySpanExporterOptions = {}) {
    this.#sender = new UdpSender(address.udp, options);
    // The app need not wait for it.
    setImmediate(() => this.#sender.prepare());
    this.#redaction = new FailClosed(redaction);
  }

  /** What was sent and what was given up since the start. */
  get counts(): ExportCounts {
    return { ...this.#sender.counts, tooLarge: this.#tooLarge, unredactable: this.#redaction.dropped };
  }

  /** Whether documents wait to be sent. */
  get pending(): boolean {
    return this.#sender.queued > 0;
  }

  export(spans: FinishedSpan[], resultCallback: (result: ExportResult) => void): void {
    try {
      for (const span of spans) this.send(span);
      resultCallback({ code: 0 });
    } catch (error) {
      resultCallback({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /** Sends one span; what `export` does with each. Never throws. */
  send(span: FinishedSpan): void {
    const json = this.#redaction.json(span, toJson);
    if (json === undefined) return;
    if (json !== TOO_LARGE) {
      this.#sender.send(json);
      return;
    }
    this.#tooLarge += 1;
    warn("too-large", `dropped a segment document that is over 64 kB even without its metadata, SQL and stack.`);
  }

  /** Sends at once what waits; only for the end of the process. */
  sendNow(): void {
    this.#sender.sendNow();
  }

  async forceFlush(timeoutMs = FLUSH_TIMEOUT_MS): Promise<void> {
    await this.#sender.flush(timeoutMs);
  }

  async shutdown(timeoutMs = FLUSH_TIMEOUT_MS): Promise<void> {
    // What could not be sent at the agent's pace within the time goes at once: here it would be lost for certain.
    if (!(await this.#sender.flush(timeoutMs))) this.#sender.sendNow();
    this.#sender.close();
  }
}

function toJson(redacted: FinishedSpan): string {
  return serialize(toDocument(redacted)) ?? TOO_LARGE;
}
