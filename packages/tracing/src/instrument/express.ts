import type { IncomingMessage } from "node:http";
import { recordErrorOn } from "../errors.ts";
import { guarded } from "../guard.ts";
import { rememberMounts, routerOf } from "./express-routes.ts";
import { errorSpanOf } from "./request-context.ts";
import { keepRoute } from "./route.ts";
import { subscribe } from "./subscribe.ts";
import { isObject, member } from "./members.ts";

/** Published by Express 5.3 and later when a handler throws, rejects or calls next(error). */
const ERRORS = "tracing:express.router.request:error";

type Next = (error?: unknown) => void;
type Handle = (this: unknown, request: IncomingMessage, response: unknown, done: Next | undefined) => unknown;
type HandleError = (this: unknown, error: unknown, request: IncomingMessage, response: unknown, next: Next) => unknown;

const patched = new WeakSet();
let anyPatched = false;
let stopListening = (): void => undefined;

/**
 * Records handler errors through Express' own channel until `patchExpress` has found an app: while the channel has a
 * subscriber, Express does more work for each layer of each request, sampled or not.
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
  const span = errorSpanOf(request);
  if (!span) return;
  keepRoute(request);
  recordErrorOn(span, error);
});

/**
 * Wraps the two methods of Express that see every error: the one that passes it to the next layer, and the one that
 * runs a router, whose callback gets unhandled errors. Their names differ slightly between Express 4 and 5. A request
 * without an error costs two function calls; anything but an app is ignored. For an Express that is bundled with the
 * app or was loaded before tracing was set up.
 */
export const patchExpress = guarded("Express", (app: unknown): void => {
  if (typeof app !== "function" || patched.has(app)) return;
  const router = routerOf(app);
  const layer = firstLayer(router);
  if (!isObject(router) || !layer) return;
  patched.add(app);
  wrapOwn(ownerOf(router, "handle"), "handle", wrapHandle);
  wrapLayer(layer);
  anyPatched = true;
  stopListening();
});

/** Does the same while Express is loaded, so that the first request is covered, and keeps mount paths. */
export const patchExpressRouter = guarded("Express", (exported: unknown): void => {
  const router = holderOf(exported, "handle");
  if (!router) return;
  wrapOwn(router, "handle", wrapHandle);
  rememberMounts(router);
  anyPatched = true;
  stopListening();
});

export const patchExpressLayer = guarded("Express", (exported: unknown): void => {
  const layer = holderOf(exported, "handleError") ?? holderOf(exported, "handle_error");
  if (layer) wrapLayer(layer);
});

function wrapLayer(layer: object): void {
  wrapOwn(ownerOf(layer, "handleError"), "handleError", wrapHandleError);
  wrapOwn(ownerOf(layer, "handle_error"), "handle_error", wrapHandleError);
}

function wrapHandle(original: Handle): Handle {
  return function (request, response, done) {
    if (typeof done !== "function" || !errorSpanOf(request)) return original.call(this, request, response, done);
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

/** The object of a module's exports that has the method: the prototype, or in Express 4 the router itself. */
function holderOf(exported: unknown, name: string): object | undefined {
  if (!isObject(exported)) return undefined;
  const candidates: unknown[] = [Reflect.get(exported, "prototype"), exported];
  return candidates.filter(isObject).find((each) => Object.hasOwn(each, name));
}

function firstLayer(router: unknown): object | undefined {
  const stack = member(router, "stack");
  const first: unknown = Array.isArray(stack) ? stack[0] : undefined;
  return isObject(first) ? first : undefined;
}
