import { RedactingSerializer } from "./redact/redacting-serializer.ts";
import type { RedactionOptions } from "./redact/redactor.ts";
import { warn } from "./report.ts";
import { toDocument } from "./segment/document.ts";
import { embed, standalone, type Subsegment } from "./segment/embed.ts";
import { MAX_DOCUMENT_BYTES, serialize } from "./segment/serialize.ts";
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
  /** Spans dropped because their document was still too large after shrinking. */
  tooLarge: number;
  /** Spans dropped because redaction failed. */
  unredactable: number;
}

export interface XRaySpanExporterOptions extends UdpSenderOptions {
  /** What is redacted in addition to the built-in list. */
  redaction?: RedactionOptions;
}

/**
 * An OpenTelemetry SpanExporter that sends spans to the X-Ray agent (daemon, CloudWatch agent or collector) as segment
 * documents over UDP. It works with the SDK 2.x and 3.x and never throws.
 */
export class XRaySpanExporter {
  readonly #sender: UdpSender;
  readonly #redaction: RedactingSerializer;
  #tooLarge = 0;

  constructor(address: AgentAddress, { redaction, ...options }: XRaySpanExporterOptions = {}) {
    this.#sender = new UdpSender(address.udp, options);
    // Must not keep the process alive.
    setImmediate(() => this.#sender.prepare());
    this.#redaction = new RedactingSerializer(redaction);
  }

  /** Counts of sent and dropped documents since the start. */
  get counts(): ExportCounts {
    return { ...this.#sender.counts, tooLarge: this.#tooLarge, unredactable: this.#redaction.dropped };
  }

  /** Whether documents are waiting to be sent. */
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

  /** Sends one span; `export` calls it for each. Never throws. */
  send(span: FinishedSpan): void {
    const json = this.#jsonOf(span);
    if (json !== undefined) this.#sender.send(json);
  }

  /** Sends a segment with embedded subsegments; those that don't fit are sent separately. Never throws. */
  sendSegment(span: FinishedSpan, subsegments: readonly Subsegment[]): void {
    if (subsegments.length === 0) {
      this.send(span);
      return;
    }
    const { traceId, spanId } = span.spanContext();
    const json = this.#jsonOf(span);
    const whole = json === undefined ? undefined : embed(json, spanId, subsegments);
    const fits = whole !== undefined && Buffer.byteLength(whole.json) <= MAX_DOCUMENT_BYTES;
    const document = fits ? whole.json : json;
    if (document !== undefined) this.#sender.send(document);
    for (const each of fits ? whole.rest : subsegments) this.sendAlone(traceId, each);
  }

  /** Offers a subsegment to `hold`, which keeps it until its segment ends; sends it if refused. Never throws. */
  sendSubsegment(span: FinishedSpan, hold: (subsegment: Subsegment) => boolean): void {
    const parentId = span.parentSpanContext?.spanId ?? "";
    const json = this.#checked(this.#redaction.apply(span, toEmbeddedJson));
    if (json === undefined) return;
    const { traceId, spanId } = span.spanContext();
    const subsegment = { id: spanId, parentId, json };
    if (!hold(subsegment)) this.sendAlone(traceId, subsegment);
  }

  /** Sends a subsegment as a separate document. Never throws. */
  sendAlone(traceId: string, subsegment: Subsegment): void {
    this.#sender.send(standalone(traceId, subsegment));
  }

  #jsonOf(span: FinishedSpan): string | undefined {
    return this.#checked(this.#redaction.json(span, toJson));
  }

  /** Undefined for a span that can't be sent; it is counted as dropped. */
  #checked(json: string | undefined): string | undefined {
    if (json !== TOO_LARGE) return json;
    this.#tooLarge += 1;
    warn("too-large", `dropped a segment document that is over 64 kB even without its metadata, SQL and stack.`);
    return undefined;
  }

  /** Sends the queue synchronously; only for the end of the process. */
  sendNow(): void {
    this.#sender.sendNow();
  }

  async forceFlush(timeoutMs = FLUSH_TIMEOUT_MS): Promise<void> {
    await this.#sender.flush(timeoutMs);
  }

  async shutdown(timeoutMs = FLUSH_TIMEOUT_MS): Promise<void> {
    // What pacing has held back is sent without pacing now; otherwise it would certainly be lost.
    if (!(await this.#sender.flush(timeoutMs))) this.#sender.sendNow();
    this.#sender.close();
  }
}

function toJson(redacted: FinishedSpan): string {
  return serialize(toDocument(redacted)) ?? TOO_LARGE;
}

/** Bytes reserved for the members that only a separate document has. */
const MAX_EMBEDDED_BYTES = MAX_DOCUMENT_BYTES - 200;

function toEmbeddedJson(redacted: FinishedSpan): string {
  const document: Partial<ReturnType<typeof toDocument>> = toDocument(redacted);
  delete document.trace_id;
  delete document.parent_id;
  delete document.type;
  return serialize(document, MAX_EMBEDDED_BYTES) ?? TOO_LARGE;
}
