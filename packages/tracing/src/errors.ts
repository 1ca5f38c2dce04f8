import { inspect } from "node:util";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";
import { shared } from "./shared.ts";

/** Set on the exception event of an error that is the `cause` of the one before it. */
export const IS_CAUSE = "pmp.exception.is_cause";
/** Set on the exception event of an error that the called service reported. */
export const IS_REMOTE = "pmp.exception.is_remote";
const MAX_CAUSES = 5;
/** Exceptions that one report makes: causes, and members of an AggregateError. */
const MAX_EXCEPTIONS = 10;
const MAX_MEMBERS_TOLD = 5;

const seen = shared("seen", () => new WeakMap<object, WeakSet<Span>>());
/** What was thrown that is no object, by span: a few texts at most. */
const seenPlain = shared("seenPlain", () => new WeakMap<Span, Set<unknown>>());

/**
 * Records an error on a span and marks the span as failed: the error, its causes, and the errors that an AggregateError
 * stands for. The same error is recorded once, however many layers report it. Never throws, whatever was thrown.
 * @param facts what the caller knows better than the error itself: attributes of its event
 */
export function recordErrorOn(span: Span, error: unknown, facts?: Attributes): void {
  if (wasSeen(span, error)) return;
  for (const { told, isCause } of exceptionsOf(error)) {
    const event = exceptionEvent(told);
    span.addEvent("exception", { ...event, ...(isCause && { [IS_CAUSE]: true }), ...(told === error && facts) });
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message: describeError(error).message });
}

/**
 * The error and its causes, one after the other, then the other members of each AggregateError among them. Its first
 * member stands for the cause of one that has none of its own: Node tries each address of a host, and the error of the
 * call, which says nothing itself, holds what became of each.
 */
function exceptionsOf(error: unknown): { told: unknown; isCause: boolean }[] {
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
  return [...chain, ...others].slice(0, MAX_EXCEPTIONS).map((told, i) => ({ told, isCause: i > 0 && i < chain.size }));
}

/** The errors that an AggregateError stands for; none of any other. */
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

/** What can be said of whatever was thrown. */
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

/** A message of a longer text than this is not said a second time in the stack. */
const MAX_REPEATED_MESSAGE = 1_000;

/**
 * V8 puts the message in front of the frames. A long one would be looked through for secrets twice, and leave no room for the
 * frames. It goes as a whole: a part of it could be the rest of a secret.
 */
function withoutLongMessage(stack: string, message: unknown): string {
  if (typeof message !== "string" || message.length <= MAX_REPEATED_MESSAGE) return stack;
  const at = stack.indexOf(message);
  return at < 0 ? stack : stack.slice(0, at) + stack.slice(at + message.length);
}

function plainMessage(message: unknown, error: unknown): string {
  return typeof message === "string" ? message : safeText(error);
}

/** What an error without a message says: what its members say, or its code, as errors of Node have one. */
function insteadOfMessage(depth: number, error: unknown): string | undefined {
  if (depth <= 0) return undefined;
  const told = membersOf(error)
    .slice(0, MAX_MEMBERS_TOLD)
    .map((member) => describeTo(depth - 1, member).message)
    .filter((message) => message !== "");
  if (told.length > 0) return [...new Set(told)].join("; ");
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
