import { AsyncResource } from "node:async_hooks";
import { attempt, guarded } from "../guard.ts";
import type { Call } from "./call.ts";
import { isObject, member } from "./members.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Runs a query and ends its call when pg reports completion: by the callback, by the promise, or, for query objects
 * (pg.Query, cursors, streams, COPY), by the two methods that the client calls on them. The app's behaviour does not
 * change: no listener is added (one for `error` would keep an unhandled error from ending the process), and a rejected
 * promise stays unhandled.
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
  // pg keeps the error of a row that can't be parsed in this member until the query ends.
  observe(query, "handleReadyForQuery", () => finish(Reflect.get(query, "_canceledDueToError")));
  observe(query, "handleError", finish);
}

/** Observes the calls of one object's method. */
function observe(object: object, name: string, look: (error: unknown) => void): void {
  const method: unknown = Reflect.get(object, name);
  if (!isMethod(method)) return;
  const observed: Method = function (...args) {
    look(args[0]);
    return method.apply(this, args);
  };
  Object.defineProperty(object, name, { value: observed, writable: true, configurable: true });
}

/** The arguments with the callback (last argument or in the object) replaced; undefined without a callback. */
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
  // Not changed in place: the app may reuse its object for the next query.
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
