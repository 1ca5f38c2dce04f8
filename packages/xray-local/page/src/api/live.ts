import type { Counters, ServerInfo, TraceSummary } from "../../../src/page-api.ts";

/** The events by name, with what each brings. */
interface Events {
  readonly hello: ServerInfo;
  readonly traces: readonly TraceSummary[];
  readonly evicted: readonly string[];
  readonly counters: Counters;
}

export interface LiveHandlers {
  /** The connection is there, for the first time or again: what was missed meanwhile has to be asked for. */
  readonly connected: (info: ServerInfo) => void;
  readonly lost: () => void;
  readonly traces: (traces: readonly TraceSummary[]) => void;
  readonly evicted: (ids: readonly string[]) => void;
  readonly counters: (counters: Counters) => void;
}

/** Listens to the server; the browser connects again by itself when the connection breaks. Returns how to stop. */
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
