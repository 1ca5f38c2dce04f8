import {
  context as contexts,
  TraceFlags,
  trace,
  type Attributes,
  type Context,
  type SpanContext,
  type SpanKind,
  type TraceState,
} from "@opentelemetry/api";
import { DEFAULT_TRUST, type TrustSetting } from "@pmp/sampling/trust";
import { isSamplingDeferred, traceRootOf } from "../propagation/deferred-sampling.ts";
import { RULE_ATTRIBUTE } from "../http-request-info.ts";
import { firstText, num } from "../segment/values.ts";
import { stateOf } from "../propagation/rule-state.ts";
import type { DecidedRequest, SamplingAuthority } from "./authority.ts";

/** The values of OpenTelemetry's SamplingDecision that are used here. */
const NOT_RECORD = 0;
export const RECORD_AND_SAMPLED = 2;

export interface SamplingResult {
  decision: typeof NOT_RECORD | typeof RECORD_AND_SAMPLED;
  attributes?: Readonly<Attributes>;
  /** With the rule that decided; absent: the parent's. */
  traceState?: TraceState;
}

const DROP: SamplingResult = { decision: NOT_RECORD };
const KEEP: SamplingResult = { decision: RECORD_AND_SAMPLED };

/**
 * An OpenTelemetry Sampler: keeps a parent's decision and decides new traces by X-Ray's rules. So it does for a parent
 * without a decision (`Sampled=?`, or none).
 *
 * Incoming HTTP requests are not decided here but in `instrument/http-server.ts`, which knows the peer. A remote parent
 * here was extracted by the app or another instrumentation, for example from a message, and its sender is unknown. A
 * positive decision is kept unless the setting requires a peer or a header, which are unknown here, or trusts nobody.
 */
export class XRaySampler {
  readonly #authority: SamplingAuthority;
  readonly #trustsUnseen: boolean;

  constructor(authority: SamplingAuthority, trust: TrustSetting = DEFAULT_TRUST) {
    this.#authority = authority;
    this.#trustsUnseen = trust.kind === "all" || trust.kind === "private";
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
      const sampled = parent.isRemote === true ? this.#remoteDecision(context, parent) : isSampled(parent);
      if (sampled !== undefined) return sampled ? KEEP : DROP;
    } else {
      const sampled = this.#trusted(traceRootOf(context)?.sampled);
      if (sampled !== undefined) return sampled ? KEEP : DROP;
    }
    const decided = this.#authority.decide(requestOf(attributes), traceId, () => attributes);
    const { sample, rule, boost } = decided;
    const traceState = boost && stateOf(parent?.traceState, boost);
    if (!sample) return traceState ? { decision: NOT_RECORD, traceState } : DROP;
    if (rule === undefined) return KEEP;
    return {
      decision: RECORD_AND_SAMPLED,
      attributes: { [RULE_ATTRIBUTE]: rule },
      ...(traceState && { traceState }),
    };
  }

  /** Undefined when this service decides. */
  #remoteDecision(context: Context, parent: SpanContext): boolean | undefined {
    // Another instrumentation of the same request: the existing decision considered peer and headers.
    const active = trace.getSpanContext(contexts.active());
    if (active?.traceId === parent.traceId && active.isRemote !== true) return isSampled(active);
    return isSamplingDeferred(context) ? undefined : this.#trusted(isSampled(parent));
  }

  #trusted(sampled: boolean | undefined): boolean | undefined {
    return sampled === true && !this.#trustsUnseen ? undefined : sampled;
  }

  toString(): string {
    return "XRaySampler";
  }
}

function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** The attributes available to rules when a span starts; not `http.route`, which is known only later. */
function requestOf(attributes: Attributes): DecidedRequest {
  const method = firstText(attributes, "http.request.method", "http.method");
  const name = firstText(attributes, "server.address", "http.host");
  const port = num(attributes["server.port"]);
  const host = name === undefined || port === undefined || name.includes(":") ? name : `${name}:${port}`;
  const path = firstText(attributes, "url.path", "http.target");
  return {
    ...(method !== undefined && { method }),
    ...(host !== undefined && { host }),
    ...(path !== undefined && { path: path.split("?", 1)[0] ?? path }),
  };
}
