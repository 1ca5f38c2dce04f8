import type { Server } from "node:http";
import { guarded } from "./guard.ts";
import { watchLoopEnd } from "./loop-end.ts";
import { messageOf, warn } from "./report.ts";
import type { RunningRequests } from "./running-requests.ts";
import { watchSignals } from "./signals.ts";
import { addHiddenListener } from "./hidden-listeners.ts";

/** Kubernetes kills a pod 30 s after SIGTERM; this leaves time for the app's own shutdown. */
const DRAIN_MS = 10_000;
/** A reachable agent receives the queue within milliseconds; an unreachable one must not delay the exit. */
const FLUSH_MS = 1_000;

export interface Ending {
  servers: ReadonlySet<Server>;
  requests: RunningRequests;
  /** Whether anything is queued. */
  pending: () => boolean;
  /** Sends the queue, within the timeout. */
  flush: (timeoutMs: number) => Promise<void>;
  /** Sends the queue synchronously. */
  flushNow: () => void;
}

/**
 * Flushes spans when the process ends: at the end of its work, by `process.exit`, by an uncaught error, or by SIGTERM
 * or SIGINT. The process ends as it would without this. Only if the app does not handle the signal, servers are closed,
 * running requests are awaited, and the process then ends by the signal.
 * @returns a function that stops it
 */
export function watchProcessEnd(ending: Ending): () => void {
  const flushNow = guarded("the end of the process", ending.flushNow);
  const stops = [
    watchLoopEnd({ pending: ending.pending, flush: () => ending.flush(FLUSH_MS) }),
    addHiddenListener("exit", flushNow),
    watchSignals({ finish: () => drain(ending), flushNow }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function drain({ servers, requests, flush }: Ending): Promise<void> {
  try {
    requests.closeConnections();
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
    await withTimeout(requests.answered(), DRAIN_MS);
    await flush(FLUSH_MS);
  } catch (error) {
    warn("drain", `the process ends without having sent everything: ${messageOf(error)}`);
  }
}

function withTimeout(promise: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((done) => (timer = setTimeout(done, ms)));
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
