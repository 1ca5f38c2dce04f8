import { createContextKey, type Context } from "@opentelemetry/api";
import { LIGHT_ROOT } from "../light-context.ts";

const HOST = createContextKey("pmp-tracing: Host of the request that is served");

let lastHost: string | undefined;
let lastRoot = LIGHT_ROOT;

/** The parent of a request's context. Caches the last one, as most requests have the same Host. */
export function contextServing(host: string | undefined): Context {
  if (host === undefined) return LIGHT_ROOT;
  if (host !== lastHost) {
    lastRoot = LIGHT_ROOT.setValue(HOST, host);
    lastHost = host;
  }
  return lastRoot;
}

/** The Host header of the context's request, if it had one. */
export function servedHost(context: Context): string | undefined {
  const host = context.getValue(HOST);
  return typeof host === "string" ? host : undefined;
}
