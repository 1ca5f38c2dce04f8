import type { Server } from "node:http";
import { trace, TraceFlags, type Context, type Span, type SpanOptions, type Tracer } from "@opentelemetry/api";
import type { AsyncContextManager } from "./context-manager.ts";
import type { XRayIdGenerator } from "./ids.ts";
import { OpenSegments } from "./open-segments.ts";
import { TraceRoot, withTraceRoot } from "./propagation/open-decision.ts";
import { messageOf, warn } from "./report.ts";
import type { SamplingAuthority } from "./sampling/authority.ts";

export interface TracingParts {
  tracer: Tracer;
  authority: SamplingAuthority;
  contextManager: AsyncContextManager;
  ids: XRayIdGenerator;
}

/** What the instrumentations work with. */
export class Tracing {
  readonly tracer: Tracer;
  readonly authority: SamplingAuthority;
  readonly contextManager: AsyncContextManager;
  /** The servers that have taken a request, for a graceful end. */
  readonly servers = new Set<Server>();
  /** The sampled requests that are not answered yet. */
  readonly open = new OpenSegments();
  readonly #ids: XRayIdGenerator;

  constructor({ tracer, authority, contextManager, ids }: TracingParts) {
    this.tracer = tracer;
    this.authority = authority;
    this.contextManager = contextManager;
    this.#ids = ids;
  }

  /** Starts a span of a trace that was decided to be sampled, with the trace id that was decided on. */
  startDecided(name: string, options: SpanOptions, incoming: Context, traceId: string): Span {
    const parent = trace.getSpanContext(incoming);
    if (parent) {
      const sampled = trace.setSpanContext(incoming, { ...parent, traceFlags: parent.traceFlags | TraceFlags.SAMPLED });
      return this.tracer.startSpan(name, options, sampled);
    }
    const root = withTraceRoot(incoming, new TraceRoot(traceId, true));
    return this.#ids.withTraceId(traceId, () => this.tracer.startSpan(name, options, root));
  }

  /** A failure of tracing itself; the request goes on. */
  failed(error: unknown): void {
    warn("internal", `tracing failed for a request: ${messageOf(error)}`);
  }
}
