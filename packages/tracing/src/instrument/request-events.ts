import { IncomingMessage, ServerResponse } from "node:http";
import { trace, type Context } from "@opentelemetry/api";
import type { AsyncContextManager } from "../context-manager.ts";
import { failed } from "../guard.ts";
import { markedSegment } from "../segment-context.ts";

const CONTEXT = Symbol("pmp-tracing: context");

interface Traced extends IncomingMessage {
  [CONTEXT]?: Context;
}

type Emit = (this: object, event: string | symbol, ...args: unknown[]) => boolean;
type Emitter = IncomingMessage | ServerResponse;

/** Says in which context the events of a request, and of its response, belong. */
export function setContext(request: Traced, context: Context): void {
  request[CONTEXT] = context;
}

/**
 * Lets listeners of requests and responses run in the context of their request. Node emits what comes of a body, and of a
 * connection that ends, from its parser and its socket, which belong to the connection and know of no request.
 * @returns a function that ends this
 */
export function traceRequestEvents(manager: AsyncContextManager): () => void {
  const stops = [
    wrapEmit(IncomingMessage.prototype, manager, (request) => (request as Traced)[CONTEXT]),
    wrapEmit(ServerResponse.prototype, manager, (response) => ((response as ServerResponse).req as Traced)[CONTEXT]),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function wrapEmit(
  prototype: Emitter,
  manager: AsyncContextManager,
  contextOf: (emitter: Emitter) => Context | undefined,
): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, "emit");
  const original = Reflect.get(prototype, "emit") as Emit;
  const emit = function (this: Emitter, event: string | symbol, ...args: unknown[]): boolean {
    const context = neededContext(this, event, manager, contextOf);
    if (!context) return original.call(this, event, ...args);
    return manager.with(context, () => original.call(this, event, ...args));
  };
  Object.defineProperty(prototype, "emit", { value: emit, configurable: true, writable: true, enumerable: false });
  return () => {
    // Somebody may have wrapped it once more.
    if (Reflect.get(prototype, "emit") !== emit) return;
    Reflect.deleteProperty(prototype, "emit");
    if (own) Object.defineProperty(prototype, "emit", own);
  };
}

/** The request's context, unless nobody listens or the active one is of this request: its own or that of a span in it. */
function neededContext(
  emitter: Emitter,
  event: string | symbol,
  manager: AsyncContextManager,
  contextOf: (emitter: Emitter) => Context | undefined,
): Context | undefined {
  try {
    const context = contextOf(emitter);
    if (context === undefined) return undefined;
    const active = manager.entered();
    if (active === context || emitter.listenerCount(event) === 0) return undefined;
    return active !== undefined && isPartOf(active, context) ? undefined : context;
  } catch (error) {
    failed("the events of a request", error);
    return undefined;
  }
}

function isPartOf(active: Context, context: Context): boolean {
  return (
    markedSegment(active) === markedSegment(context) &&
    trace.getSpanContext(active)?.traceId === trace.getSpanContext(context)?.traceId
  );
}
