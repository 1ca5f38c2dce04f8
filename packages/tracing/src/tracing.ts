import type { Server } from "node:http";
import { TraceFlags, type Context, type SpanContext, type TraceState } from "@opentelemetry/api";
import type { TrustSetting } from "@pmp/sampling/trust";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { AsyncContextManager } from "./context-manager.ts";
import type { AdaptiveSampling } from "./adaptive/adaptive-sampling.ts";
import { failed } from "./guard.ts";
import { randomSpanId } from "./ids.ts";
import { OpenSegments } from "./open-segments.ts";
import type { HttpRequestInfo } from "./http-request-info.ts";
import { RunningRequests } from "./running-requests.ts";
import { RecordedSpan } from "./recorded-span.ts";
import type { RuleBoost } from "./sampling/rule-boost.ts";
import type { SamplingAuthority } from "./sampling/authority.ts";
import type { SpanProcessor } from "./batch-span-processor.ts";
import type { TracerHost } from "./tracer.ts";

export interface TracingParts {
  adaptive: AdaptiveSampling;
  authority: SamplingAuthority;
  /** Callers whose sampling decision is accepted. */
  trust: TrustSetting;
  contextManager: AsyncContextManager;
  resource: ReadableSpan["resource"];
  /** Receives each span. */
  processor: Pick<SpanProcessor, "onStart" | "onEnd">;
}

/** What is known about a sampled request besides its data. */
export interface Origin {
  parent: SpanContext | undefined;
  /** Adaptive sampling of the rule that decided. */
  boost: RuleBoost | undefined;
  traceState: TraceState | undefined;
}

/** Dependencies of the request instrumentation. */
export class Tracing implements TracerHost {
  readonly authority: SamplingAuthority;
  readonly adaptive: AdaptiveSampling;
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

  constructor({ authority, adaptive, trust, contextManager, resource, processor }: TracingParts) {
    this.authority = authority;
    this.adaptive = adaptive;
    this.trust = trust;
    this.contextManager = contextManager;
    this.resource = resource;
    this.#processor = processor;
  }

  /** Whether unsampled requests are counted or may be captured. */
  get watchesUnsampled(): boolean {
    return this.adaptive.captures || this.authority.boosts;
  }

  /** Starts the span of a sampled request. */
  startRequest(info: HttpRequestInfo, traceId: string, { parent, boost, traceState }: Origin): RecordedSpan {
    const spanContext: SpanContext = { traceId, spanId: randomSpanId(), traceFlags: TraceFlags.SAMPLED };
    if (traceState) spanContext.traceState = traceState;
    const span = new RecordedSpan({ spanContext, parentSpanContext: parent, info }, this);
    span.boost = boost;
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
