import { createContextKey, type Context } from "@opentelemetry/api";

const OPEN = createContextKey("pmp-tracing: sampling decision is open");
const ROOT = createContextKey("pmp-tracing: trace id without a parent");

/** A trace id from an incoming header without a parent span. */
export class TraceRoot {
  readonly traceId: string;
  /** Absent when this service decides. */
  readonly sampled: boolean | undefined;

  constructor(traceId: string, sampled?: boolean) {
    this.traceId = traceId;
    this.sampled = sampled;
  }
}

/** Marks a remote parent whose header did not say whether the trace is sampled: this service decides. */
export function withDeferredSampling(context: Context): Context {
  return context.setValue(OPEN, true);
}

export function isSamplingDeferred(context: Context): boolean {
  return context.getValue(OPEN) === true;
}

/** Keeps the content of a header without a parent, such as a load balancer's `Root=`. */
export function withTraceRoot(context: Context, root: TraceRoot): Context {
  return context.setValue(ROOT, root);
}

export function traceRootOf(context: Context): TraceRoot | undefined {
  const root = context.getValue(ROOT);
  return root instanceof TraceRoot ? root : undefined;
}
