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
 * The context of work that is a part of a call which has its span already, such as one of an SDK's attempts: requests
 * made in it are no calls of their own.
 */
export function asPartOfCall(parent: Context): Context {
  return parent.setValue(PART_OF_CALL, true);
}

/**
 * Starts an outgoing call when it belongs to a sampled trace. A call outside of any trace is not the root of one: a
 * service that polls would fill X-Ray with traces that nobody asked for.
 */
export function startCall(name: string, attributes: () => Attributes): Call | undefined {
  const active = context.active();
  const parent = trace.getSpan(active);
  if (!parent || (parent.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  if (isTracingSuppressed(active) || active.getValue(PART_OF_CALL) === true) return undefined;
  const span = trace.getTracer("@pmp/tracing", VERSION).startSpan(name, { kind: SpanKind.CLIENT }, active);
  // What cannot be described is a call all the same, and has to pass the trace on.
  span.setAttributes(attempt("the description of a call", attributes) ?? {});
  return openCalls.add(new Call(span, parent, openCalls));
}

/**
 * Passes the trace on to the service that is called, if it is one that gets to know of it: the only place where trace
 * headers are handed out.
 * @param call the call, where it is recorded
 * @param target what is called
 * @param set replaces a header of the request, in whatever case it was given; the name is in lower case
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
