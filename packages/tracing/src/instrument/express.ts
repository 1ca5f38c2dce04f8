import type { IncomingMessage } from "node:http";
import { recordErrorOn } from "../errors.ts";
import { guarded } from "../guard.ts";
import { spanOf } from "./request-span.ts";
import { keepRoute } from "./route.ts";
import { subscribe } from "./subscribe.ts";

/** Published by Express 5.3 and later when a handler throws, rejects or calls next(error). */
const ERRORS = "tracing:express.router.request:error";

type Next = (error?: unknown) => void;
type Handle = (this: unknown, request: IncomingMessage, response: unknown, done: Next | undefined) => unknown;
type HandleError = (this: unknown, error: unknown, request: IncomingMessage, response: unknown, next: Next) => unknown;

const patched = new WeakSet();
let anyPatched = false;
let stopListening = (): void => undefined;

/**
 * Records the errors of Express' handlers by its own channel until `patchExpress` has found an app: as long as somebody
 * listens to the channel, Express does more work for each layer of each request, sampled or not.
 */
export function traceExpressErrors(): () => void {
  if (anyPatched) return () => undefined;
  stopListening = subscribe(ERRORS, (message) => {
    const { req, error } = message as { req: IncomingMessage; error: unknown };
    record(req, error);
  });
  return () => stopListening();
}

const record = guarded("Express", (request: IncomingMessage, error: unknown) => {
  const span = spanOf(request);
  if (!span) return;
  keepRoute(request);
  recordErrorOn(span, error);
});

/**
 * Wraps the two methods of Express through which each error passes: the one that hands it to the next layer, and the one
 * that runs a router, whose callback gets the errors that no layer took. Express 4 and 5 have the same ones by slightly
 * different names. A request without an error pays for two calls of a function; anything else than an app is left alone.
 */
export const patchExpress = guarded("Express", (app: unknown): void => {
  if (typeof app !== "function" || patched.has(app)) return;
  const router = routerOf(app);
  const layer = router && firstLayer(router);
  if (!router || !layer) return;
  patched.add(app);
  wrapOwn(ownerOf(router, "handle"), "handle", wrapHandle);
  wrapOwn(ownerOf(layer, "handleError"), "handleError", wrapHandleError);
  wrapOwn(ownerOf(layer, "handle_error"), "handle_error", wrapHandleError);
  anyPatched = true;
  stopListening();
});

function wrapHandle(original: Handle): Handle {
  return function (request, response, done) {
    if (typeof done !== "function" || !spanOf(request)) return original.call(this, request, response, done);
    return original.call(this, request, response, (error) => {
      if (error) record(request, error);
      done(error);
    });
  };
}

function wrapHandleError(original: HandleError): HandleError {
  return function (error, request, response, next) {
    record(request, error);
    return original.call(this, error, request, response, next);
  };
}

function wrapOwn<F>(owner: object | undefined, name: string, wrap: (original: F) => F): void {
  if (!owner || patched.has(owner)) return;
  patched.add(owner);
  Reflect.set(owner, name, wrap(Reflect.get(owner, name) as F));
}

/** The object of the prototype chain that has the method. */
function ownerOf(object: object, name: string): object | undefined {
  for (let at: object | null = object; at; at = Reflect.getPrototypeOf(at)) {
    if (Object.hasOwn(at, name)) return typeof Reflect.get(at, name) === "function" ? at : undefined;
  }
  return undefined;
}

function routerOf(app: object): object | undefined {
  // Express 4 throws when `router` is read; it has `lazyrouter`, which Express 5 has not.
  const router: unknown =
    Reflect.get(app, "_router") ?? (Reflect.has(app, "lazyrouter") ? undefined : Reflect.get(app, "router"));
  return isObject(router) ? router : undefined;
}

function firstLayer(router: object): object | undefined {
  const stack: unknown = Reflect.get(router, "stack");
  const first: unknown = Array.isArray(stack) ? stack[0] : undefined;
  return isObject(first) ? first : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
