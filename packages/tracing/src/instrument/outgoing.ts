import {
  context,
  createContextKey,
  propagation,
  SpanKind,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { attempt } from "../guard.ts";
import { headersGoTo } from "../propagation/targets.ts";
import { shared } from "../shared.ts";
import { VERSION } from "../version.ts";
import { Call } from "./call.ts";
import { OpenCalls } from "./open-calls.ts";
import { targetHosts, type Target } from "./target.ts";

/** All calls of this process that have not ended. */
export const openCalls = shared("calls", () => new OpenCalls());

const PART_OF_CALL = createContextKey("pmp-tracing: part of a call");

/**
 * The context of work inside an already recorded call, such as an attempt of an SDK: requests made in it are not
 * recorded as separate calls.
 */
export function asPartOfCall(parent: Context): Context {
  return parent.setValue(PART_OF_CALL, true);
}

/**
 * Starts an outgoing call if it belongs to a sampled trace. A call outside a trace does not start one: a polling
 * service would fill X-Ray with unwanted traces.
 */
export function startCall(name: string, attributes: () => Attributes): Call | undefined {
  const active = context.active();
  const parent = trace.getSpan(active);
  if (!parent || (parent.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  if (isTracingSuppressed(active) || active.getValue(PART_OF_CALL) === true) return undefined;
  const span = trace.getTracer("@pmp/tracing", VERSION).startSpan(name, { kind: SpanKind.CLIENT }, active);
  // A call that cannot be described must still propagate the trace.
  span.setAttributes(attempt("the description of a call", attributes) ?? {});
  return openCalls.add(new Call(span, parent, openCalls));
}

/**
 * Propagates the trace to the called service if it is an allowed target. Trace headers are set only here.
 * @param call the call, where it is recorded
 * @param target the called host
 * @param set replaces a header of the request, case-insensitively; the name is in lower case
 */
export function passTraceOn(
  call: Call | undefined,
  target: () => Target,
  set: (name: string, value: string) => void,
): void {
  const active = context.active();
  if (!trace.getSpanContext(active) || isTracingSuppressed(active) || active.getValue(PART_OF_CALL) === true) return;
  if (!targetHosts(target()).every((host) => headersGoTo(active, host))) return;
  propagation.inject(call ? trace.setSpan(active, call.span) : active, set, {
    set: (carrier, name, value) => carrier(name.toLowerCase(), value),
  });
}
