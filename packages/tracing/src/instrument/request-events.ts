import { EventEmitter } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { trace, type Context } from "@opentelemetry/api";
import type { AsyncContextManager } from "../context-manager.ts";
import { failed } from "../guard.ts";
import { markedSegment } from "../segment-context.ts";
import { contextOf } from "./request-context.ts";

type Emit = (this: object, event: string | symbol, ...args: unknown[]) => boolean;
type Emitter = IncomingMessage | ServerResponse;
type Listener = (...args: unknown[]) => void;

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
      return function (this: IncomingMessage, event, ...args) {
        if (isUnheard(this, event, original)) return false;
        const context = neededContext(this, contextOf(this), event, manager);
        return context ? manager.with(context, original, this, event, ...args) : original.call(this, event, ...args);
      };
    }),
    wrapEmit(ServerResponse.prototype, (original) => {
      return function (this: ServerResponse, event, ...args) {
        if (event === "close") onClose(this);
        if (isUnheard(this, event, original)) return false;
        const context = neededContext(this, contextOf(this.req), event, manager);
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

/**
 * Whether Node's own `emit` would find no listener and do nothing, as for seven of the nine events of a plain request. It
 * throws an error that nobody listens to.
 */
function isUnheard(emitter: Emitter, event: string | symbol, emit: Emit): boolean {
  return emit === NODES_EMIT && event !== "error" && emitter.listenerCount(event) === 0;
}

const NODES_EMIT: unknown = Reflect.get(EventEmitter.prototype, "emit");

/** What Node's server calls its own listeners: for the end of a request whose body nobody read, and of each response. */
const NODES_OWN = new Set(["clearIncoming", "bound resOnFinish"]);
/** The one of them that is the same function for all requests. */
let clearIncoming: Listener | undefined;

/**
 * Whether Node itself is all that listens. To give its own listeners a context would be the most expensive part of an
 * unsampled request, and they have no use for it.
 */
function onlyNodeListens(emitter: Emitter, event: string | symbol): boolean {
  if ((event !== "end" && event !== "finish") || emitter.listenerCount(event) !== 1) return false;
  if (clearIncoming !== undefined && emitter.listenerCount(event, clearIncoming) === 1) return true;
  const [listener] = emitter.listeners(event) as Listener[];
  if (listener?.name === "clearIncoming") clearIncoming = listener;
  return NODES_OWN.has(listener?.name ?? "");
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
    if (active === context || emitter.listenerCount(event) === 0 || onlyNodeListens(emitter, event)) return undefined;
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
