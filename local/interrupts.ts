import { once } from "node:events";
import { UsageError } from "@pmp/command-line";

/**
 * Within this time after the first signal, in milliseconds, another one is the same Ctrl-C: the terminal sends it to the whole
 * process group, and npm, which is in it, forwards it.
 */
const SAME_MS = 500;

/** Ctrl-C: the first one aborts the signal, a second one ends the process. */
export class Interrupts {
  readonly #abort = new AbortController();
  #first = 0;
  #waiting = false;

  /**
   * @param onInterrupt called at the first one, unless the command only waits for it
   * @param source of the signals; default: this process
   * @param exit ends the process; replaced in tests
   */
  constructor(
    onInterrupt: () => void,
    source: NodeJS.EventEmitter = process,
    exit: (code: number) => void = (code) => process.exit(code),
    now: () => number = Date.now,
  ) {
    for (const name of ["SIGINT", "SIGTERM"]) {
      source.on(name, () => {
        if (this.#abort.signal.aborted) {
          if (now() - this.#first >= SAME_MS) exit(130);
          return;
        }
        this.#first = now();
        this.#abort.abort(new UsageError("interrupted"));
        if (!this.#waiting) onInterrupt();
      });
    }
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves at Ctrl-C, which is the normal end of the command then. */
  async wait(): Promise<void> {
    this.#waiting = true;
    // A signal keeps no process alive; this does.
    const alive = setInterval(() => undefined, 60_000);
    if (!this.signal.aborted) await once(this.signal, "abort");
    clearInterval(alive);
  }
}
