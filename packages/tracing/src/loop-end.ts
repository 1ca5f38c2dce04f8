import { guarded } from "./guard.ts";
import { listenUnseen } from "./unseen-listeners.ts";

export interface AtLoopEnd {
  pending: () => boolean;
  /** Never rejects. */
  flush: () => Promise<void>;
}

/**
 * Sends what waits when nothing else keeps the process alive. Node then says `beforeExit` a second time, as for any work
 * that a listener begins; the app's listeners, which have begun nothing, must not hear of it.
 * https://nodejs.org/api/process.html#event-beforeexit
 * @returns a function that ends this
 */
export function watchLoopEnd({ pending, flush }: AtLoopEnd): () => void {
  let flushed = false;
  const onBeforeExit = guarded("beforeExit", () => {
    if (flushed) return;
    const before = resources();
    afterThisTurn(
      guarded("beforeExit", () => {
        // What the app's listeners have begun goes first; it ends in another `beforeExit`.
        if (flushed || resources() !== before || !pending()) return;
        flushed = true;
        skipNextBeforeExit();
        void flush();
      }),
    );
  });
  return listenUnseen("beforeExit", onBeforeExit);
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** What keeps the event loop alive, or may do so. */
function resources(): string {
  return process.getActiveResourcesInfo().sort().join();
}

/** After all ticks and promises of now: an app's listener may be an async function. */
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
