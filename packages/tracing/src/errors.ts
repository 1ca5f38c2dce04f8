import { inspect } from "node:util";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";

/** Set on the exception event of an error that is the `cause` of the one before it. */
export const IS_CAUSE = "pmp.exception.is_cause";
const MAX_CAUSES = 5;
const MAX_STACK_LENGTH = 16_384;

const seen = new WeakMap<object, WeakSet<Span>>();

/**
 * Records an error and its causes on a span and marks the span as failed. The same error is recorded once, however
 * many layers report it. Never throws, whatever was thrown.
 */
export function recordErrorOn(span: Span, error: unknown): void {
  if (wasSeen(span, error)) return;
  const message = describeError(error).message;
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current !== undefined && current !== null; depth += 1) {
    span.addEvent("exception", eventOf(current, depth > 0));
    current = read(current, "cause");
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function wasSeen(span: Span, error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const spans = seen.get(error) ?? new WeakSet<Span>();
  if (spans.has(span)) return true;
  spans.add(span);
  seen.set(error, spans);
  return false;
}

function eventOf(error: unknown, isCause: boolean): Attributes {
  const { type, message, stack } = describeError(error);
  const attributes: Attributes = { "exception.type": type, "exception.message": message };
  if (stack !== undefined) attributes["exception.stacktrace"] = stack.slice(0, MAX_STACK_LENGTH);
  if (isCause) attributes[IS_CAUSE] = true;
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
