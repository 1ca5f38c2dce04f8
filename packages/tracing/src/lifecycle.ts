import type { Server } from "node:http";
import { guarded } from "./guard.ts";
import { watchLoopEnd } from "./loop-end.ts";
import { messageOf, warn } from "./report.ts";
import type { RunningRequests } from "./running-requests.ts";
import { watchSignals } from "./signals.ts";
import { listenUnseen } from "./unseen-listeners.ts";

/** Kubernetes kills a pod 30 s after SIGTERM; this leaves room for what else the app does. */
const DRAIN_MS = 10_000;
/** An agent that can be reached takes what waits within milliseconds; for one that can't, nobody should wait long. */
const FLUSH_MS = 1_000;

export interface Ending {
  servers: ReadonlySet<Server>;
  requests: RunningRequests;
  /** Whether anything waits to be sent. */
  pending: () => boolean;
  /** Sends what waits, within the time. */
  flush: (timeoutMs: number) => Promise<void>;
  /** Sends what waits, at once and without anything asynchronous. */
  flushNow: () => void;
}

/**
 * Sees to it that no span is lost when the process ends: by itself, by `process.exit`, by an uncaught error, or by
 * SIGTERM or SIGINT. The process ends as it would without this. Only where nobody listens to the signal, the servers
 * are closed, running requests are waited for, and the process then dies by the signal.
 * @returns a function that ends this
 */
export function watchProcessEnd(ending: Ending): () => void {
  const flushNow = guarded("the end of the process", ending.flushNow);
  const stops = [
    watchLoopEnd({ pending: ending.pending, flush: () => ending.flush(FLUSH_MS) }),
    listenUnseen("exit", flushNow),
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
