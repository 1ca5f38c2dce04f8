import type { ServerResponse } from "node:http";
import type { LocalContext } from "./local-context.ts";

const COUNTERS_EVERY_MS = 1_000;
/** A page with a larger backlog is disconnected; the browser reconnects and the page loads the list again. */
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024;

/** Sends changes to a page: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export function serveEvents(response: ServerResponse, context: LocalContext): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const send = (event: string, data: object): void => {
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
    else response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  send("hello", context.info());
  let last = "";
  const sendCounters = (): void => {
    const counters = context.counters();
    const text = JSON.stringify(counters);
    if (text !== last) send("counters", counters);
    last = text;
  };
  sendCounters();
  const timer = setInterval(sendCounters, COUNTERS_EVERY_MS);
  const unlisten = context.changes.listen({
    traces: (summaries) => send("traces", summaries),
    evicted: (ids) => send("evicted", ids),
  });
  response.on("close", () => {
    clearInterval(timer);
    unlisten();
  });
}
