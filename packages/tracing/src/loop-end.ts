import { guarded } from "./guard.ts";
import { addHiddenListener } from "./hidden-listeners.ts";

export interface AtLoopEnd {
  pending: () => boolean;
  /** Never rejects. */
  flush: () => Promise<void>;
}

/**
 * Sends the queue when nothing else keeps the process alive. As this starts work, Node emits `beforeExit` again; that
 * event is hidden from the app's listeners, which have not started any.
 * https://nodejs.org/api/process.html#event-beforeexit
 * @returns a function that stops it
 */
export function watchLoopEnd({ pending, flush }: AtLoopEnd): () => void {
  let flushed = false;
  const onBeforeExit = guarded("beforeExit", () => {
    if (flushed) return;
    const before = resources();
    afterThisTurn(
      guarded("beforeExit", () => {
        // Work started by the app's listeners goes first; it ends with another `beforeExit`.
        if (flushed || resources() !== before || !pending()) return;
        flushed = true;
        skipNextBeforeExit();
        void flush();
      }),
    );
  });
  return addHiddenListener("beforeExit", onBeforeExit);
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** Resources that keep, or may keep, the event loop alive. */
function resources(): string {
  return process.getActiveResourcesInfo().sort().join();
}

/** Runs after pending ticks and promises: an app's listener may be async. */
function afterThisTurn(act: () => void): void {
  process.nextTick(() => queueMicrotask(() => process.nextTick(act)));
}

function skipNextBeforeExit(): void {
  const own = Object.getOwnPropertyDescriptor(process, "emit");
  const emit = Reflect.get(process, "emit") as Emit;
  const emitOnce: Emit = (event, ...args) => {
    if (event !== "beforeExit") return emit.call(process, event, ...args);
    Reflect.deleteProperty(process, "emit");
    if (own) Object.defineProperty(process, "emit", own);
    return true;
  };
  Object.defineProperty(process, "emit", { value: emitOnce, configurable: true, writable: true, enumerable: false });
}
