import { createContextKey, type Context } from "@opentelemetry/api";
import { LIGHT_ROOT } from "../light-context.ts";

const HOST = createContextKey("pmp-tracing: Host of the request that is served");

let lastHost: string | undefined;
let lastRoot = LIGHT_ROOT;

/** The context from which that of a request is made. Most requests have the same Host as the last. */
export function contextServing(host: string | undefined): Context {
  if (host === undefined) return LIGHT_ROOT;
  if (host !== lastHost) {
    lastRoot = LIGHT_ROOT.setValue(HOST, host);
    lastHost = host;
  }
  return lastRoot;
}

/** The Host header of the request that is served in the context, if it had one. */
export function servedHost(context: Context): string | undefined {
  const host = context.getValue(HOST);
  return typeof host === "string" ? host : undefined;
}
