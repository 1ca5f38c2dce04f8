import { AsyncResource } from "node:async_hooks";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";
import { recordErrorOn } from "../errors.ts";
import { attempt, guarded } from "../guard.ts";
import { shared } from "../shared.ts";
import { startCall } from "./outgoing.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;
const wrapped = shared("postgres", () => new WeakSet<Method>());

/**
 * Makes a subsegment of each query of a `pg` client. With `import "@pmp/tracing/register"` this happens by itself, but
 * not where a bundler has made one file of the app and pg: there call it once, with `pg.Client`.
 */
export function tracePostgresClient(Client: unknown): void {
  wrapMethod(Client, "query", (query) => {
    return function (...args) {
      const span = attempt("pg", () => startQuery(this, args[0]));
      if (!span) return query.apply(this, args);
      return watch(span, args, (traced) => query.apply(this, traced));
    };
  });
}

/**
 * Keeps the request's context for what waits for a free connection of a `pg` pool; without this it would run in the
 * context of the request that gave the connection back. For `pg.Pool`, where `tracePostgresClient` is needed.
 */
export function tracePostgresPool(Pool: unknown): void {
  wrapMethod(Pool, "connect", (connect) => {
    return function (callback, ...rest) {
      return connect.call(
        this,
        typeof callback === "function" ? AsyncResource.bind(callback as Method) : callback,
        ...rest,
      );
    };
  });
}

function wrapMethod(Class: unknown, name: string, wrap: (method: Method) => Method): void {
  const prototype: unknown = isObject(Class) ? Reflect.get(Class, "prototype") : undefined;
  const method: unknown = isObject(prototype) ? Reflect.get(prototype, name) : undefined;
  if (!isObject(prototype) || !isMethod(method) || wrapped.has(method)) return;
  const traced = wrap(method);
  wrapped.add(traced);
  Reflect.set(prototype, name, traced);
}

/** Ends the span when the query is done, in whichever of its three ways pg tells it. */
function watch(span: Span, args: unknown[], run: (args: unknown[]) => unknown): unknown {
  const traced = [...args];
  const last = traced.length - 1;
  const callback = traced[last];
  if (isMethod(callback)) {
    traced[last] = AsyncResource.bind((error: unknown, ...rest: unknown[]) => {
      finish(span, error);
      callback(error, ...rest);
    });
  }
  try {
    const result = run(traced);
    if (isMethod(callback)) return result;
    if (isThenable(result))
      result.then(
        () => finish(span),
        (error: unknown) => finish(span, error),
      );
    else if (isEmitter(result)) {
      result.once("end", () => finish(span));
      result.once("error", (error) => finish(span, error));
    } else finish(span);
    return result;
  } catch (error) {
    finish(span, error);
    throw error;
  }
}

const finish = guarded("pg", (span: Span, error?: unknown): void => {
  if (error) {
    recordErrorOn(span, error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
});

function startQuery(client: unknown, query: unknown): Span | undefined {
  const text = queryText(query);
  return text === undefined ? undefined : startCall(spanName(text), () => attributesOf(client, text));
}

/** The text of what `query` was given: a text, or an object that has one. */
function queryText(query: unknown): string | undefined {
  if (typeof query === "string") return query;
  const text: unknown = isObject(query) ? Reflect.get(query, "text") : undefined;
  return typeof text === "string" ? text : undefined;
}

/** By the names of https://opentelemetry.io/docs/specs/semconv/database/; the text is redacted when it is sent. */
function attributesOf(client: unknown, text: string): Attributes {
  const read = (key: string): unknown => (isObject(client) ? Reflect.get(client, key) : undefined);
  const [database, host, port, user] = ["database", "host", "port", "user"].map(read);
  return {
    "db.system.name": "postgresql",
    "db.query.text": text,
    ...(typeof database === "string" && { "db.namespace": database }),
    ...(typeof host === "string" && { "server.address": host }),
    ...(typeof port === "number" && { "server.port": port }),
    ...(typeof user === "string" && { "db.user": user }),
  };
}

function spanName(text: string): string {
  return /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? "query";
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

interface Emitter {
  once(event: string, listener: (value?: unknown) => void): unknown;
}

function isEmitter(value: unknown): value is Emitter {
  return isObject(value) && "once" in value && typeof value.once === "function";
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && "then" in value && typeof value.then === "function";
}
