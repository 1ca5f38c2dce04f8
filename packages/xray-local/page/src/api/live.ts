import type { Counters, ServerInfo, TraceSummary } from "../../../src/page-api.ts";

/** Events by name, with their data. */
interface Events {
  readonly hello: ServerInfo;
  readonly traces: readonly TraceSummary[];
  readonly evicted: readonly string[];
  readonly counters: Counters;
}

export interface LiveHandlers {
  /** Connected or reconnected: changes missed in between must be requested. */
  readonly connected: (info: ServerInfo) => void;
  readonly lost: () => void;
  readonly traces: (traces: readonly TraceSummary[]) => void;
  readonly evicted: (ids: readonly string[]) => void;
  readonly counters: (counters: Counters) => void;
}

/** Subscribes to the server's events; the browser reconnects by itself. Returns a function that stops. */
export function listen(handlers: LiveHandlers): () => void {
  const source = new EventSource(new URL("local/events", document.baseURI));
  const on = <Name extends keyof Events>(name: Name, handle: (data: Events[Name]) => void): void =>
    source.addEventListener(name, (event: MessageEvent<string>) => handle(JSON.parse(event.data) as Events[Name]));
  on("hello", handlers.connected);
  on("traces", handlers.traces);
  on("evicted", handlers.evicted);
  on("counters", handlers.counters);
  source.onerror = handlers.lost;
  return () => source.close();
}
