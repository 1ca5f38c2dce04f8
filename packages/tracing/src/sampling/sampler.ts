import { TraceFlags, trace, type Attributes, type Context, type SpanKind } from "@opentelemetry/api";
import { decisionIsOpen, traceRootOf } from "../propagation/open-decision.ts";
import { RULE_ATTRIBUTE } from "../segment/metadata.ts";
import { firstText } from "../segment/values.ts";
import type { DecidedRequest, SamplingAuthority } from "./authority.ts";

/** The values of OpenTelemetry's SamplingDecision that are used here. */
const NOT_RECORD = 0;
const RECORD_AND_SAMPLED = 2;

export interface SamplingResult {
  decision: typeof NOT_RECORD | typeof RECORD_AND_SAMPLED;
  attributes?: Readonly<Attributes>;
}

const DROP: SamplingResult = { decision: NOT_RECORD };
const KEEP: SamplingResult = { decision: RECORD_AND_SAMPLED };

/**
 * An OpenTelemetry Sampler: a parent's decision is kept, and a new trace is decided by X-Ray's rules. A parent that
 * came without a decision (`Sampled=?`, or none) leaves it to this service.
 */
export class XRaySampler {
  readonly #authority: SamplingAuthority;

  constructor(authority: SamplingAuthority) {
    this.#authority = authority;
  }

  shouldSample(
    context: Context,
    traceId: string,
    _name: string,
    _kind: SpanKind,
    attributes: Attributes,
  ): SamplingResult {
    const parent = trace.getSpanContext(context);
    if (parent && trace.isSpanContextValid(parent)) {
      const open = parent.isRemote === true && decisionIsOpen(context);
      if (!open) return (parent.traceFlags & TraceFlags.SAMPLED) !== 0 ? KEEP : DROP;
    } else {
      const sampled = traceRootOf(context)?.sampled;
      if (sampled !== undefined) return sampled ? KEEP : DROP;
    }
    const { sample, rule } = this.#authority.decide(requestOf(attributes), traceId, () => attributes);
    if (!sample) return DROP;
    return rule === undefined ? KEEP : { decision: RECORD_AND_SAMPLED, attributes: { [RULE_ATTRIBUTE]: rule } };
  }

  toString(): string {
    return "XRaySampler";
  }
}

/** What the rules can see when a span begins. `http.route` is not among it: the route is known only later. */
function requestOf(attributes: Attributes): DecidedRequest {
  const method = firstText(attributes, "http.request.method", "http.method");
  const host = firstText(attributes, "server.address", "http.host");
  const path = firstText(attributes, "url.path", "http.target");
  return {
    ...(method !== undefined && { method }),
    ...(host !== undefined && { host }),
    ...(path !== undefined && { path: path.split("?", 1)[0] ?? path }),
  };
}
