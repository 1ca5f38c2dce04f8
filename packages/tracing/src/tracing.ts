import type { Server } from "node:http";
import { TraceFlags, type Context, type SpanContext } from "@opentelemetry/api";
import type { TrustSetting } from "@pmp/sampling/trust";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { AsyncContextManager } from "./context-manager.ts";
import { failed } from "./guard.ts";
import { randomSpanId } from "./ids.ts";
import { OpenSegments } from "./open-segments.ts";
import type { HttpRequestInfo } from "./http-request-info.ts";
import { RunningRequests } from "./running-requests.ts";
import { RecordedSpan } from "./recorded-span.ts";
import type { SamplingAuthority } from "./sampling/authority.ts";
import type { SpanProcessor } from "./batch-span-processor.ts";
import type { TracerHost } from "./tracer.ts";

export interface TracingParts {
  authority: SamplingAuthority;
  /** Callers whose sampling decision is accepted. */
  trust: TrustSetting;
  contextManager: AsyncContextManager;
  resource: ReadableSpan["resource"];
  /** Receives each span. */
  processor: Pick<SpanProcessor, "onStart" | "onEnd">;
}

/** Dependencies of the request instrumentation. */
export class Tracing implements TracerHost {
  readonly authority: SamplingAuthority;
  readonly trust: TrustSetting;
  readonly contextManager: AsyncContextManager;
  readonly resource: ReadableSpan["resource"];
  /** The servers that have received a request, for a graceful shutdown. */
  readonly servers = new Set<Server>();
  /** All unanswered requests, for a graceful shutdown. */
  readonly running = new RunningRequests();
  /** The segments of the sampled requests. */
  readonly open = new OpenSegments();
  readonly #processor: TracingParts["processor"];

  constructor({ authority, trust, contextManager, resource, processor }: TracingParts) {
    this.authority = authority;
    this.trust = trust;
    this.contextManager = contextManager;
    this.resource = resource;
    this.#processor = processor;
  }

  /** Starts the span of a sampled request. */
  startRequest(info: HttpRequestInfo, traceId: string, parent: SpanContext | undefined): RecordedSpan {
    const spanContext: SpanContext = { traceId, spanId: randomSpanId(), traceFlags: TraceFlags.SAMPLED };
    if (parent?.traceState) spanContext.traceState = parent.traceState;
    const span = new RecordedSpan({ spanContext, parentSpanContext: parent, info }, this);
    this.open.add(span);
    return span;
  }

  started(span: RecordedSpan, parentContext: Context): void {
    this.#processor.onStart(span, parentContext);
  }

  ended(span: RecordedSpan): void {
    if (span.index >= 0) this.open.delete(span);
    this.#processor.onEnd(span);
  }

  /** Reports a failure of tracing itself; the request continues. */
  failed(error: unknown): void {
    failed("a request", error);
  }
}
