import { inspect } from "node:util";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";
import { shared } from "./shared.ts";

/** Set on the exception event of an error that is the `cause` of the one before it. */
export const IS_CAUSE = "pmp.exception.is_cause";
const MAX_CAUSES = 5;
const MAX_STACK_LENGTH = 16_384;

const seen = shared("seen", () => new WeakMap<object, WeakSet<Span>>());
/** What was thrown that is no object, by span: a few texts at most. */
const seenPlain = shared("seenPlain", () => new WeakMap<Span, Set<unknown>>());

/**
 * Records an error and its causes on a span and marks the span as failed. The same error is recorded once, however
 * many layers report it. Never throws, whatever was thrown.
 */
export function recordErrorOn(span: Span, error: unknown): void {
  if (wasSeen(span, error)) return;
  const message = describeError(error).message;
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current !== undefined && current !== null; depth += 1) {
    const event = exceptionEvent(current);
    span.addEvent("exception", depth > 0 ? { ...event, [IS_CAUSE]: true } : event);
    current = read(current, "cause");
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function wasSeen(span: Span, error: unknown): boolean {
  if (typeof error !== "object" || error === null) return wasPlainSeen(span, error);
  const spans = seen.get(error) ?? new WeakSet<Span>();
  if (spans.has(span)) return true;
  spans.add(span);
  seen.set(error, spans);
  return false;
}

function wasPlainSeen(span: Span, error: unknown): boolean {
  const values = seenPlain.get(span) ?? new Set<unknown>();
  seenPlain.set(span, values);
  return values.size === values.add(error).size;
}

/** The attributes of the event of an error. https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
export function exceptionEvent(error: unknown): Attributes {
  const { type, message, stack } = describeError(error);
  const attributes: Attributes = { "exception.type": type, "exception.message": message };
  if (stack !== undefined) attributes["exception.stacktrace"] = stack.slice(0, MAX_STACK_LENGTH);
  return attributes;
}

interface Described {
  type: string;
  message: string;
  stack: string | undefined;
}

/** What can be said of whatever was thrown. */
export function describeError(error: unknown): Described {
  const name = read(error, "name");
  const message = read(error, "message");
  const stack = read(error, "stack");
  const isObject = typeof error === "object" && error !== null;
  return {
    type: typeof name === "string" && name !== "" ? name : isObject ? "Error" : typeof error,
    message: typeof message === "string" ? message : safeText(error),
    stack: typeof stack === "string" ? stack : undefined,
  };
}

/** A getter of an error may throw. */
function read(error: unknown, key: string): unknown {
  try {
    return typeof error === "object" && error !== null ? Reflect.get(error, key) : undefined;
  } catch {
    return undefined;
  }
}

function safeText(value: unknown): string {
  if (typeof value === "object") return "(not an Error)";
  return typeof value === "string" ? value : inspect(value, { depth: 0 });
}
