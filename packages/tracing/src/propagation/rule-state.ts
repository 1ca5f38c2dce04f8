import type { IncomingHttpHeaders } from "node:http";
import type { SpanContext, TraceState } from "@opentelemetry/api";
import { RULE_STATE_KEY, type RuleBoost } from "../sampling/rule-boost.ts";

/** AWS's SDK for Java writes it to the baggage as well, for hops that pass on only X-Amzn-Trace-Id and baggage. */
const IN_BAGGAGE = new RegExp(`(?:^|,)\\s*${RULE_STATE_KEY}=([0-9a-f]{16})\\s*(?:[;,]|$)`);
const HASH = /^[0-9a-f]{16}$/;

/**
 * The hash of the rule that decided about a trace where it started; undefined if its sender did not write it.
 * @param parent of the request; without one, the trace starts here
 */
export function ruleHashOf(parent: SpanContext, { baggage }: IncomingHttpHeaders): string | undefined {
  const hash = parent.traceState?.get(RULE_STATE_KEY);
  if (hash !== undefined && HASH.test(hash)) return hash;
  const text = Array.isArray(baggage) ? baggage.join() : baggage;
  return text === undefined ? undefined : IN_BAGGAGE.exec(text)?.[1];
}

/** The `tracestate` of a trace about which a rule decided here: the members of other vendors are kept. */
export function stateOf(received: TraceState | undefined, boost: RuleBoost): TraceState {
  return received ? received.set(RULE_STATE_KEY, boost.hash) : boost.traceState;
}
