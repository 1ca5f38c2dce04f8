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
 * Runs listeners of requests and responses in the context of their request. Node emits body and close events from the
 * parser and the socket, which belong to the connection and have no request context.
 * @param onClose is called when a response closes, before the app's listeners: adding a listener per response would be
 * visible to the app and double the cost of an unsampled request
 * @returns a function that stops it
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
    // Another library may have wrapped it since.
    if (Reflect.get(prototype, "emit") !== emit) return;
    Reflect.deleteProperty(prototype, "emit");
    if (own) Object.defineProperty(prototype, "emit", own);
  };
}

/**
 * Whether `emit` would be a no-op without listeners, as for seven of the nine events of a plain request. Not so for
 * `error`, which throws without a listener.
 */
function isUnheard(emitter: Emitter, event: string | symbol, emit: Emit): boolean {
  return emit === NODES_EMIT && event !== "error" && emitter.listenerCount(event) === 0;
}

const NODES_EMIT: unknown = Reflect.get(EventEmitter.prototype, "emit");

/** Names of the listeners that Node's server adds: for the end of an unread request body, and of each response. */
const NODES_OWN = new Set(["clearIncoming", "bound resOnFinish"]);
/** The one that is the same function for all requests. */
let clearIncoming: Listener | undefined;

/**
 * Whether only Node itself listens. Its listeners don't need a context, and entering one would be the most expensive
 * part of an unsampled request.
 */
function onlyNodeListens(emitter: Emitter, event: string | symbol): boolean {
  if ((event !== "end" && event !== "finish") || emitter.listenerCount(event) !== 1) return false;
  if (clearIncoming !== undefined && emitter.listenerCount(event, clearIncoming) === 1) return true;
  const [listener] = emitter.listeners(event) as Listener[];
  if (listener?.name === "clearIncoming") clearIncoming = listener;
  return NODES_OWN.has(listener?.name ?? "");
}

/** The request's context; undefined without listeners or if the active context already belongs to this request. */
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
