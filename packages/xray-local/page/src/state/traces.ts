import { batch, computed, effect, signal } from "@preact/signals";
import type { Counters, ServerInfo, TraceSummary } from "../../../src/page-api.ts";
import { fetchCounters, fetchTraces } from "../api/client.ts";
import { listen } from "../api/live.ts";
import { merge, without } from "../logic/trace-list.ts";
import { filter } from "./route.ts";

export type Connection = "connecting" | "live" | "lost";

export const connection = signal<Connection>("connecting");
export const info = signal<ServerInfo | undefined>(undefined);
export const counters = signal<Counters | undefined>(undefined);
/** The traces that match the filter, newest first. */
export const traces = signal<readonly TraceSummary[]>([]);
/** False until the first response. */
export const loaded = signal(false);
/** Why the server rejected the filter; empty when it did not. */
export const filterError = signal("");
/** While the list is paused, new traces are collected in `held`. */
export const paused = signal(false);
/** Incremented with each batch of changes: views with aggregates request them again. */
export const revision = signal(0);
export const waiting = computed(() => held.value.size);

const held = signal<ReadonlyMap<string, TraceSummary>>(new Map());
/** Interval in milliseconds between requests for which changed traces match the filter. */
const FILTER_INTERVAL = 250;

let stale = new Map<string, TraceSummary>();
/** Updates received while the whole list is being requested: the response may be older. */
let meanwhile: TraceSummary[] | undefined;
let asking: AbortController | undefined;
let timer: number | undefined;

/** Starts to receive events; called once. */
export function startLive(): void {
  listen({
    connected: (hello) => {
      batch(() => {
        info.value = hello;
        connection.value = "live";
      });
      void reload();
      void fetchCounters().then((now) => {
        counters.value = now;
      });
    },
    lost: () => {
      connection.value = "lost";
    },
    traces: receive,
    evicted: (ids) => {
      traces.value = without(traces.value, ids);
      if (held.value.size > 0) held.value = new Map([...held.value].filter(([id]) => !ids.includes(id)));
      revision.value += 1;
    },
    counters: (now) => {
      counters.value = now;
    },
  });
  let before = filter.peek();
  effect(() => {
    if (filter.value === before) return;
    before = filter.value;
    void reload();
  });
}

function receive(updates: readonly TraceSummary[]): void {
  if (meanwhile !== undefined) meanwhile = [...meanwhile, ...updates];
  batch(() => {
    revision.value += 1;
    if (paused.value) hold(updates);
    else if (filter.value === "") traces.value = merge(traces.value, updates);
    else askAbout(updates);
  });
}

/** Visible rows are still updated while the list is paused. */
function hold(updates: readonly TraceSummary[]): void {
  const seen = new Set(traces.value.map(({ id }) => id));
  const next = new Map(held.value);
  for (const update of updates) if (!seen.has(update.id)) next.set(update.id, update);
  held.value = next;
  const known = updates.filter(({ id }) => seen.has(id));
  traces.value = merge(traces.value, known);
}

function resume(): void {
  const missed = [...held.value.values()];
  batch(() => {
    paused.value = false;
    held.value = new Map();
    receive(missed);
  });
}

export function togglePause(): void {
  if (paused.value) resume();
  else paused.value = true;
}

/** The server evaluates the filter: it has the whole documents, the page only summaries. */
function askAbout(updates: readonly TraceSummary[]): void {
  for (const update of updates) stale.set(update.id, update);
  timer ??= window.setTimeout(() => {
    timer = undefined;
    void askNow();
  }, FILTER_INTERVAL);
}

async function askNow(): Promise<void> {
  const asked = stale;
  if (asked.size === 0) return;
  stale = new Map();
  const since = [...asked.values()].reduce((least, { start }) => Math.min(least, start), Infinity) - 0.001;
  const expression = filter.value;
  try {
    const answer = await fetchTraces({ filter: expression, since });
    if (filter.value !== expression) return;
    const matching = new Set(answer.traces.map(({ id }) => id));
    const changed = [...asked.keys()].filter((id) => !matching.has(id));
    traces.value = merge(without(traces.value, changed), answer.traces);
  } catch {
    // The filter was accepted before, so the server is unreachable: the list is loaded again after reconnecting.
  }
}

/** Loads the whole list: at the start, after reconnecting, for another filter. */
async function reload(): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  const { signal: aborted } = asking;
  stale = new Map();
  meanwhile = [];
  try {
    const answer = await fetchTraces({ filter: filter.value }, aborted);
    batch(() => {
      traces.value = answer.traces;
      held.value = new Map();
      filterError.value = "";
      loaded.value = true;
      const newer = meanwhile ?? [];
      meanwhile = undefined;
      receive(newer);
    });
  } catch (error) {
    if (aborted.aborted) return;
    meanwhile = undefined;
    batch(() => {
      filterError.value = error instanceof Error ? error.message : String(error);
      loaded.value = true;
    });
  }
}
