import { AsyncResource } from "node:async_hooks";
import type { Attributes } from "@opentelemetry/api";
import { attempt } from "../guard.ts";
import { shared } from "../shared.ts";
import type { Call } from "./call.ts";
import { startCall } from "./outgoing.ts";
import { watchQuery } from "./postgres-end.ts";
import { isObject, member } from "./members.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;
const wrapped = shared("postgres", () => new WeakSet<Method>());

/**
 * Records each query of a `pg` client as a subsegment. `import "@pmp/tracing/register"` does this automatically, except
 * when pg is bundled with the app: then call it once, with `pg.Client`.
 */
export function tracePostgresClient(Client: unknown): void {
  wrapMethod(Client, "query", (query) => {
    return function (...args) {
      const call = attempt("pg", () => startQuery(this, args[0]));
      return call ? watchQuery(call, args, (traced) => query.apply(this, traced)) : query.apply(this, args);
    };
  });
}

/**
 * Keeps the request's context while it waits for a free connection of a `pg` pool; otherwise it would continue in the
 * context of the request that released the connection. Call it with `pg.Pool` where `tracePostgresClient` is needed.
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
  const prototype: unknown = member(Class, "prototype");
  const method: unknown = member(prototype, name);
  if (!isObject(prototype) || !isMethod(method) || wrapped.has(method)) return;
  const traced = wrap(method);
  wrapped.add(traced);
  Reflect.set(prototype, name, traced);
}

function startQuery(client: unknown, query: unknown): Call | undefined {
  const text = queryText(query);
  return text === undefined ? undefined : startCall(spanName(text), () => attributesOf(client, text));
}

/** The SQL text of `query`'s argument: a string, or an object that has one, possibly in its cursor. */
function queryText(query: unknown): string | undefined {
  if (typeof query === "string") return query;
  if (!isObject(query)) return undefined;
  const text: unknown = Reflect.get(query, "text");
  if (typeof text === "string") return text;
  const cursor: unknown = Reflect.get(query, "cursor");
  const cursorText: unknown = member(cursor, "text");
  return typeof cursorText === "string" ? cursorText : undefined;
}

/** By the names of https://opentelemetry.io/docs/specs/semconv/database/; the text is redacted when it is sent. */
function attributesOf(client: unknown, text: string): Attributes {
  const read = (key: string): unknown => member(client, key);
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
