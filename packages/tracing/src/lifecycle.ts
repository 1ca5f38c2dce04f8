import type { Server } from "node:http";
import { messageOf, warn } from "./report.ts";

/** Kubernetes kills a pod 30 s after SIGTERM; this leaves room for what else the app does. */
const DRAIN_MS = 10_000;
const FLUSH_MS = 3_000;
/** Kubernetes and ECS send SIGTERM, a terminal and some process managers SIGINT. */
const SIGNALS = ["SIGTERM", "SIGINT"] as const;

export interface Ending {
  servers: ReadonlySet<Server>;
  /** Sends what waits, within the time. */
  flush: (timeoutMs: number) => Promise<void>;
  /** Sends what waits, at once and without anything asynchronous. */
  flushNow: () => void;
}

/**
 * Sees to it that no span is lost when the process ends: by itself, by `process.exit`, by an uncaught error, or by
 * SIGTERM or SIGINT. An app that handles the signal itself keeps doing so; only where nobody does, the servers are
 * closed, running requests are waited for, and the process then dies by the signal as it would have without this. Who
 * sends a signal again does not want to wait: the process then dies at once.
 * @returns a function that ends this
 */
export function watchProcessEnd(ending: Ending): () => void {
  const onBeforeExit = (): void => void ending.flush(FLUSH_MS);
  const onExit = (): void => ending.flushNow();
  let draining = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    const die = (): void => {
      ending.flushNow();
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    };
    if (draining) {
      die();
      return;
    }
    draining = true;
    void drain(ending).finally(die);
  };
  process.once("beforeExit", onBeforeExit);
  process.on("exit", onExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    process.removeListener("beforeExit", onBeforeExit);
    process.removeListener("exit", onExit);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}

async function drain({ servers, flush }: Ending): Promise<void> {
  try {
    await withTimeout(Promise.all([...servers].map(closed)), DRAIN_MS);
    await flush(FLUSH_MS);
  } catch (error) {
    warn("drain", `the process ends without having sent everything: ${messageOf(error)}`);
  }
}

/** Resolves when the server takes no more connections and has answered what it had taken. */
function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });
}

function withTimeout(promise: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((done) => (timer = setTimeout(done, ms)));
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
