import type { Server } from "node:http";
import { messageOf, warn } from "./report.ts";

/** Kubernetes kills a pod 30 s after SIGTERM; this leaves room for what else the app does. */
const DRAIN_MS = 10_000;
const FLUSH_MS = 3_000;

export interface Ending {
  servers: ReadonlySet<Server>;
  /** Sends what waits, within the time. */
  flush: (timeoutMs: number) => Promise<void>;
  /** Sends what waits, at once and without anything asynchronous. */
  flushNow: () => void;
}

/**
 * Sees to it that no span is lost when the process ends: by itself, by `process.exit`, by an uncaught error, or by
 * SIGTERM. An app that handles SIGTERM itself keeps doing so; only where nobody does, the servers are closed, running
 * requests are waited for, and the process then dies by the signal as it would have without this.
 * @returns a function that ends this
 */
export function watchProcessEnd(ending: Ending): () => void {
  const onBeforeExit = (): void => void ending.flush(FLUSH_MS);
  const onExit = (): void => ending.flushNow();
  const onSigterm = (): void => {
    if (process.listenerCount("SIGTERM") > 1) return;
    void drain(ending).finally(() => {
      process.removeListener("SIGTERM", onSigterm);
      process.kill(process.pid, "SIGTERM");
    });
  };
  process.once("beforeExit", onBeforeExit);
  process.on("exit", onExit);
  process.on("SIGTERM", onSigterm);
  return () => {
    process.removeListener("beforeExit", onBeforeExit);
    process.removeListener("exit", onExit);
    process.removeListener("SIGTERM", onSigterm);
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
