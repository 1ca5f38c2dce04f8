import { constants } from "node:os";
import { isMainThread } from "node:worker_threads";
import { guarded } from "./guard.ts";
import { listenUnseen, isUnseen, renew } from "./unseen-listeners.ts";

/** Kubernetes and ECS send SIGTERM, a terminal and some process managers SIGINT. */
const SIGNALS = ["SIGTERM", "SIGINT"] as const;
type Watched = (typeof SIGNALS)[number];

type Kill = (pid: number, signal?: string | number) => true;

export interface AtSignal {
  /** Lets running requests finish and sends what waits. Never rejects. */
  finish: () => Promise<void>;
  /** Sends what waits, at once. */
  flushNow: () => void;
}

/**
 * Ends the process at a signal as it would end without this, only later by the requests that run: where the app listens
 * to the signal itself, it decides, and nothing happens here. A signal that comes again, that the app sends to itself
 * (as libraries do that only look on), or that comes after the app's own listener was called and is gone, ends the
 * process at once, as it does without this.
 * @returns a function that ends this
 */
export function watchSignals(at: AtSignal): () => void {
  // In a worker thread nothing can be listened to, and nothing is sent.
  if (!isMainThread) return () => undefined;
  const handled = new Set<Watched>();
  /** Whose last listener was removed in this turn: by itself, as `once` does, or by a library that then sends it again. */
  const justLeft = new Set<Watched>();
  let finishing = false;

  const listeners = {
    SIGTERM: guarded("SIGTERM", () => onSignal("SIGTERM")),
    SIGINT: guarded("SIGINT", () => onSignal("SIGINT")),
  };
  const kill = Reflect.get(process, "kill");

  function die(signal: Watched): void {
    at.flushNow();
    stop();
    kill.call(process, process.pid, signal);
    // The first process of a container is not ended by a signal that it does not listen to.
    if (process.pid === 1) process.exit(128 + constants.signals[signal]);
  }

  function onSignal(signal: Watched): void {
    if (process.listenerCount(signal) > 0 || justLeft.has(signal)) {
      handled.add(signal);
      return;
    }
    if (finishing || handled.has(signal)) {
      die(signal);
      return;
    }
    finishing = true;
    void at.finish().then(() => die(signal));
  }

  const onRemoved = guarded("process.removeListener", (event: unknown, listener: unknown) => {
    const signal = SIGNALS.find((each) => each === event);
    if (!signal || isUnseen(signal, listener) || process.listenerCount(signal) > 0) return;
    justLeft.add(signal);
    queueMicrotask(() => justLeft.delete(signal));
    renew(signal, listeners[signal]);
  });

  /** Without tracing the process would be gone when this returns. */
  const killOrDie: Kill = (pid, signal) => {
    const name = SIGNALS.find((each) => each === (signal ?? "SIGTERM") || constants.signals[each] === signal);
    if (pid !== process.pid || !name || process.listenerCount(name) > 0) return kill.call(process, pid, signal);
    die(name);
    return true;
  };

  const stops = [
    ...SIGNALS.map((signal) => listenUnseen(signal, listeners[signal])),
    listenUnseen("removeListener", onRemoved),
  ];
  process.kill = killOrDie;

  function stop(): void {
    for (const end of stops.splice(0)) end();
    if (Reflect.get(process, "kill") === killOrDie) process.kill = kill;
  }
  return stop;
}
