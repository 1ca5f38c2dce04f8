import { inspect } from "node:util";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";
import { shared } from "./shared.ts";
import { UnsampledSpan } from "./unsampled-span.ts";

/** Set on the exception event of an error that is the `cause` of the one before it. */
export const IS_CAUSE = "pmp.exception.is_cause";
/** Set on the exception event of an error that the called service reported. */
export const IS_REMOTE = "pmp.exception.is_remote";
const MAX_CAUSES = 5;
/** Limit of exceptions per report: causes, and members of an AggregateError. */
const MAX_EXCEPTIONS = 10;
const MAX_MEMBER_MESSAGES = 5;

const seen = shared("seen", () => new WeakMap<object, WeakSet<Span>>());
/** Thrown primitives per span, which can't be keys of a WeakMap: a few texts at most. */
const seenPlain = shared("seenPlain", () => new WeakMap<Span, Set<unknown>>());

/**
 * Records an error on a span (on that of an unsampled request, in case it is captured), with its causes and the members of an AggregateError, and marks the span as failed. The
 * same error is recorded once, however many layers report it. Never throws.
 * @param facts attributes of the event, which take precedence over those read from the error
 */
export function recordErrorOn(span: Span, error: unknown, facts?: Attributes): void {
  if (span instanceof UnsampledSpan) {
    span.hasError = true;
    span.keep((captured) => recordErrorOn(captured, error, facts));
    return;
  }
  if (wasSeen(span, error)) return;
  for (const { thrown, isCause } of exceptionsOf(error)) {
    const event = exceptionEvent(thrown);
    span.addEvent("exception", { ...event, ...(isCause && { [IS_CAUSE]: true }), ...(thrown === error && facts) });
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message: describeError(error).message });
}

/**
 * The error and its causes in order, then the remaining members of each AggregateError among them. The first member is
 * used as the cause of an AggregateError without one: Node tries each address of a host, and the error of the call has
 * no message but one member per address.
 */
function exceptionsOf(error: unknown): { thrown: unknown; isCause: boolean }[] {
  const chain = new Set<unknown>();
  const members = new Set<unknown>();
  let current = error;
  while (chain.size < MAX_CAUSES && !chain.has(current)) {
    chain.add(current);
    for (const member of membersOf(current)) members.add(member);
    const next = read(current, "cause") ?? membersOf(current)[0];
    if (next === undefined || next === null) break;
    current = next;
  }
  const others = [...members].filter((member) => !chain.has(member));
  return [...chain, ...others]
    .slice(0, MAX_EXCEPTIONS)
    .map((thrown, i) => ({ thrown, isCause: i > 0 && i < chain.size }));
}

/** The members of an AggregateError; empty for any other error. */
function membersOf(error: unknown): unknown[] {
  const members = read(error, "errors");
  if (!Array.isArray(members)) return [];
  try {
    return members.slice(0, MAX_EXCEPTIONS);
  } catch {
    return [];
  }
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
  if (stack !== undefined) attributes["exception.stacktrace"] = stack;
  return attributes;
}

interface Described {
  type: string;
  message: string;
  stack: string | undefined;
}

/** Describes any thrown value. */
export function describeError(error: unknown): Described {
  return describeTo(MAX_CAUSES, error);
}

function describeTo(depth: number, error: unknown): Described {
  const name = read(error, "name");
  const message = read(error, "message");
  const stack = read(error, "stack");
  const isObject = typeof error === "object" && error !== null;
  return {
    type: typeof name === "string" && name !== "" ? name : isObject ? "Error" : typeof error,
    message: (message === "" ? insteadOfMessage(depth, error) : undefined) ?? plainMessage(message, error),
    stack: typeof stack === "string" ? withoutLongMessage(stack, message) : undefined,
  };
}

/** Longer messages are not repeated in the stack. */
const MAX_REPEATED_MESSAGE = 1_000;

/**
 * V8 puts the message before the frames. A long one would be redacted twice and leave no space for the frames. It is
 * removed as a whole, since a part of it could be the rest of a secret.
 */
function withoutLongMessage(stack: string, message: unknown): string {
  if (typeof message !== "string" || message.length <= MAX_REPEATED_MESSAGE) return stack;
  const at = stack.indexOf(message);
  return at < 0 ? stack : stack.slice(0, at) + stack.slice(at + message.length);
}

function plainMessage(message: unknown, error: unknown): string {
  return typeof message === "string" ? message : safeText(error);
}

/** The text for an error without a message: the messages of its members, or its code (Node's errors have one). */
function insteadOfMessage(depth: number, error: unknown): string | undefined {
  if (depth <= 0) return undefined;
  const messages = membersOf(error)
    .slice(0, MAX_MEMBER_MESSAGES)
    .map((member) => describeTo(depth - 1, member).message)
    .filter((message) => message !== "");
  if (messages.length > 0) return [...new Set(messages)].join("; ");
  const code = read(error, "code");
  return typeof code === "string" && code !== "" ? code : undefined;
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
