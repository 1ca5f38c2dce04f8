import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { revision } from "./traces.ts";

/** Minimum interval between two requests in milliseconds. */
const INTERVAL = 1000;

export interface Refreshed<T> {
  readonly value: T | undefined;
  readonly problem: string;
}

/**
 * A response of the server, requested again when traces change and when `keys` change. The last response stays until the
 * next one arrives, so that nothing flickers.
 */
export function useRefreshed<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[],
): ReadonlySignal<Refreshed<T>> {
  const answer = useMemo(() => signal<Refreshed<T>>({ value: undefined, problem: "" }), []);
  useEffect(() => {
    const stop = new AbortController();
    let asked = -INTERVAL;
    let timer: number | undefined;
    const askNow = (): void => {
      asked = performance.now();
      timer = undefined;
      ask(stop.signal).then(
        (value) => {
          answer.value = { value, problem: "" };
        },
        (error: unknown) => {
          if (!stop.signal.aborted)
            answer.value = { ...answer.peek(), problem: error instanceof Error ? error.message : String(error) };
        },
      );
    };
    const dispose = effect(() => {
      // Reading it makes the effect run with each batch of traces.
      const batches = revision.value;
      if (batches >= 0) timer ??= window.setTimeout(askNow, Math.max(0, asked + INTERVAL - performance.now()));
    });
    return () => {
      dispose();
      clearTimeout(timer);
      stop.abort();
    };
    // `ask` is a new function on each render; its dependencies are in the keys.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, keys);
  return answer;
}
