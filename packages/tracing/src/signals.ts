import { constants } from "node:os";
import { isMainThread } from "node:worker_threads";
import { guarded } from "./guard.ts";
import { addHiddenListener, isHidden, reattach } from "./hidden-listeners.ts";

/** Kubernetes and ECS send SIGTERM, a terminal and some process managers SIGINT. */
const SIGNALS = ["SIGTERM", "SIGINT"] as const;
type Watched = (typeof SIGNALS)[number];

type Kill = (pid: number, signal?: string | number) => true;

export interface AtSignal {
  /** Awaits running requests and sends the queue. Never rejects. */
  finish: () => Promise<void>;
  /** Sends the queue synchronously. */
  flushNow: () => void;
}

/**
 * Ends the process at a signal as without tracing, but after running requests have finished. If the app listens to the
 * signal itself, nothing happens here. A repeated signal, one that the app sends to itself (as observing libraries do),
 * or one after the app's own listener was called and removed ends the process immediately, as without tracing.
 * @returns a function that stops it
 */
export function watchSignals(at: AtSignal): () => void {
  // Worker threads get no signals.
  if (!isMainThread) return () => undefined;
  const handled = new Set<Watched>();
  /** Signals whose last listener was removed in this turn: by `once`, or by a library that then sends it again. */
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
    // The kernel does not end PID 1 of a container by a signal that it does not handle.
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
    if (!signal || isHidden(signal, listener) || process.listenerCount(signal) > 0) return;
    justLeft.add(signal);
    queueMicrotask(() => justLeft.delete(signal));
    reattach(signal, listeners[signal]);
  });

  /** Without tracing, the process would have ended when this returns. */
  const killOrDie: Kill = (pid, signal) => {
    const name = SIGNALS.find((each) => each === (signal ?? "SIGTERM") || constants.signals[each] === signal);
    if (pid !== process.pid || !name || process.listenerCount(name) > 0) return kill.call(process, pid, signal);
    die(name);
    return true;
  };

  const stops = [
    ...SIGNALS.map((signal) => addHiddenListener(signal, listeners[signal])),
    addHiddenListener("removeListener", onRemoved),
  ];
  process.kill = killOrDie;

  function stop(): void {
    for (const end of stops.splice(0)) end();
    if (Reflect.get(process, "kill") === killOrDie) process.kill = kill;
  }
  return stop;
}
