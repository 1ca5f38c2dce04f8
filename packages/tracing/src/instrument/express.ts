import { channel } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { recordErrorOn } from "../errors.ts";
import type { Tracing } from "../tracing.ts";
import { spanOf } from "./request-span.ts";

/** Published by Express 5.3 and later when a handler throws, rejects or calls next(error). */
const ERROR = "tracing:express.router.request:error";

type Next = (error?: unknown) => void;
type Handle = (this: unknown, request: IncomingMessage, response: unknown, next: Next) => unknown;

/**
 * Records the errors that Express' handlers report by its own channel. It is listened to only while a sampled request
 * is open, because Express does more work for each layer as long as somebody listens.
 */
export function traceExpressErrors(tracing: Tracing): () => void {
  const errors = channel(ERROR);
  const onError = (message: unknown): void => {
    const { req, error } = message as { req: IncomingMessage; error: unknown };
    const span = spanOf(req);
    if (span) recordErrorOn(span, error);
  };
  let listening = false;
  const listen = (any: boolean): void => {
    if (any === listening) return;
    listening = any;
    if (any) errors.subscribe(onError);
    else errors.unsubscribe(onError);
  };
  tracing.open.onAny(listen);
  return () => listen(false);
}

/** Names of the method that runs a handler: in Express 4, and in the router of Express 5. */
const METHODS = ["handle_request", "handleRequest"];
const patched = new WeakSet();

/**
 * Express 4 and Express 5 before 5.3 have no channel: there the method through which each handler runs is wrapped,
 * found by way of an app's first layer. Anything else than such an app is left alone.
 */
export function patchExpress(app: unknown): void {
  const layer = firstLayer(app);
  const prototype: unknown = layer && Object.getPrototypeOf(layer);
  if (!isObject(prototype) || patched.has(prototype)) return;
  patched.add(prototype);
  for (const name of METHODS) {
    const original: unknown = Reflect.get(prototype, name);
    if (isHandle(original) && !publishes(original)) Reflect.set(prototype, name, wrap(original));
  }
}

function wrap(original: Handle): Handle {
  return function (request, response, next) {
    const span = spanOf(request);
    if (!span) return original.call(this, request, response, next);
    return original.call(this, request, response, (error) => {
      // These two words are no errors: they tell the router where to go on.
      if (error && error !== "route" && error !== "router") recordErrorOn(span, error);
      next(error);
    });
  };
}

function firstLayer(app: unknown): object | undefined {
  if (typeof app !== "function") return undefined;
  // Express 4 throws when `router` is read; it has `lazyrouter`, which Express 5 has not.
  const router: unknown =
    Reflect.get(app, "_router") ?? (Reflect.has(app, "lazyrouter") ? undefined : Reflect.get(app, "router"));
  const stack: unknown = isObject(router) ? Reflect.get(router, "stack") : undefined;
  const first: unknown = Array.isArray(stack) ? stack[0] : undefined;
  return isObject(first) ? first : undefined;
}

/** A router with the channel says so in its own code. */
function publishes(handle: Handle): boolean {
  return Function.prototype.toString.call(handle).includes("shouldTrace");
}

function isHandle(value: unknown): value is Handle {
  return typeof value === "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
