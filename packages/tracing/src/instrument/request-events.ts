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
 * @param onClose is called when a response is closed, before the app's listeners: a listener of its own on each response
 * would be seen by the app, and would cost as much as all the rest of an unsampled request
 * @returns a function that ends this
 */
export function traceRequestEvents(
  manager: AsyncContextManager,
  onClose: (response: ServerResponse) => void,
): () => void {
  const stops = [
    wrapEmit(IncomingMessage.prototype, (original) => {
      return function (this: Traced, event, ...args) {
        const context = neededContext(this, this[CONTEXT], event, manager);
        return context ? manager.with(context, original, this, event, ...args) : original.call(this, event, ...args);
      };
    }),
    wrapEmit(ServerResponse.prototype, (original) => {
      return function (this: ServerResponse, event, ...args) {
        const own = (this.req as Traced)[CONTEXT];
        if (event === "close") onClose(this);
        const context = neededContext(this, own, event, manager);
        return context ? manager.with(context, original, this, event, ...args) : original.call(this, event, ...args);
      };
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function wrapEmit<T extends Emitter>(
  prototype: T,
  wrap: (original: Emit) => (this: T, ...args: Parameters<Emit>) => boolean,
): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, "emit");
  const emit = wrap(Reflect.get(prototype, "emit") as Emit);
  Object.defineProperty(prototype, "emit", { value: emit, configurable: true, writable: true, enumerable: false });
  return () => {
    // Somebody may have wrapped it once more.
    if (Reflect.get(prototype, "emit") !== emit) return;
    Reflect.deleteProperty(prototype, "emit");
    if (own) Object.defineProperty(prototype, "emit", own);
  };
}

/** What Node's server calls its own listeners: for the end of a request whose body nobody read, and of each response. */
const NODES_OWN = new Set(["clearIncoming", "bound resOnFinish"]);

/**
 * Whether anybody but Node itself listens. To give Node's own listeners a context would be the dearest part of an unsampled
 * request, and they have no use for it.
 */
function appListens(emitter: Emitter, event: string | symbol): boolean {
  const count = emitter.listenerCount(event);
  if (count !== 1 || (event !== "end" && event !== "finish")) return count > 0;
  return !NODES_OWN.has(emitter.listeners(event)[0]?.name ?? "");
}

/** The request's context, unless nobody listens or the active one is of this request: its own or that of a span in it. */
function neededContext(
  emitter: Emitter,
  context: Context | undefined,
  event: string | symbol,
  manager: AsyncContextManager,
): Context | undefined {
  if (context === undefined) return undefined;
  try {
    const active = manager.entered();
    if (active === context) return undefined;
    if (!appListens(emitter, event)) return undefined;
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
