import type { ServerResponse } from "node:http";
import type { LocalContext } from "./local-context.ts";

const COUNTERS_EVERY_MS = 1_000;
/** A page that is so far behind is cut off; its browser connects again, and it reads the list anew. */
const MAX_BEHIND_BYTES = 16 * 1024 * 1024;

/** Tells a page what happens, by https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export function serveEvents(response: ServerResponse, context: LocalContext): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const send = (event: string, data: object): void => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    else response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  send("hello", context.info());
  let told = "";
  const tellCounters = (): void => {
    const counters = context.counters();
    const text = JSON.stringify(counters);
    if (text !== told) send("counters", counters);
    told = text;
  };
  tellCounters();
  const timer = setInterval(tellCounters, COUNTERS_EVERY_MS);
  const unlisten = context.changes.listen({
    traces: (summaries) => send("traces", summaries),
    gone: (ids) => send("gone", ids),
  });
  response.on("close", () => {
    clearInterval(timer);
    unlisten();
  });
}
