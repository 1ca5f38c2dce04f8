import { AsyncResource } from "node:async_hooks";
import { attempt, guarded } from "../guard.ts";
import type { Call } from "./call.ts";
import { isObject, member } from "./members.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Runs a query and ends its call when pg tells that it is done: by the callback, by the promise, or, for objects with a
 * protocol of their own (pg.Query, cursors, streams, COPY), by the two methods through which the client tells them.
 * What the app gets is the same as without tracing: no listener is added to anything (one for `error` would keep an
 * error that nobody handles from ending the process), and a promise that is rejected is still one that nobody handles.
 */
export function watchQuery(call: Call, args: unknown[], run: (args: unknown[]) => unknown): unknown {
  const finish = guarded("the end of a query", (error: unknown) => {
    if (error) call.failed(error);
    else call.done();
  });
  const [query] = args;
  const isOwn = isObject(query) && isMethod(Reflect.get(query, "submit"));
  try {
    if (isOwn) {
      attempt("a query object", () => watchObject(query, finish));
      return run(args);
    }
    const traced = withCallback(args, finish);
    const result = run(traced ?? args);
    return traced ? result : watchResult(result, finish);
  } catch (error) {
    finish(error);
    throw error;
  }
}

function watchObject(query: object, finish: (error: unknown) => void): void {
  // A row that can't be parsed fails the query here, inside the method.
  observe(query, "handleReadyForQuery", () => finish(Reflect.get(query, "_canceledDueToError")));
  observe(query, "handleError", finish);
}

/** Has a method of this one object looked at as it is called. */
function observe(object: object, name: string, look: (error: unknown) => void): void {
  const method: unknown = Reflect.get(object, name);
  if (!isMethod(method)) return;
  const observed: Method = function (...args) {
    look(args[0]);
    return method.apply(this, args);
  };
  Object.defineProperty(object, name, { value: observed, writable: true, configurable: true });
}

/** The arguments with the callback replaced, wherever it is: last, or in the object; undefined where there is none. */
function withCallback(args: unknown[], finish: (error: unknown) => void): unknown[] | undefined {
  const watched = (callback: Method): Method =>
    AsyncResource.bind((error: unknown, ...rest: unknown[]) => {
      finish(error);
      return callback(error, ...rest);
    });
  const index = args.findIndex((arg, i) => i > 0 && isMethod(arg));
  const callback = args[index];
  if (isMethod(callback)) return args.with(index, watched(callback));
  const [query, ...rest] = args;
  const own: unknown = member(query, "callback");
  if (!isObject(query) || !isMethod(own)) return undefined;
  // The app's object stays as it is; it may be used for the next query.
  const replaced: unknown = Object.create(query, {
    callback: { value: watched(own), writable: true, enumerable: true },
  });
  return [replaced, ...rest];
}

function watchResult(result: unknown, finish: (error: unknown) => void): unknown {
  if (!isThenable(result)) {
    finish(undefined);
    return result;
  }
  return result.then(
    (value: unknown) => {
      finish(undefined);
      return value;
    },
    (error: unknown) => {
      finish(error ?? new Error("The query was rejected without an error"));
      throw error;
    },
  );
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

interface Thenable {
  then(onValue: (value: unknown) => unknown, onError: (error: unknown) => unknown): unknown;
}

function isThenable(value: unknown): value is Thenable {
  return isObject(value) && "then" in value && typeof value.then === "function";
}
