import type { Child } from "./child.ts";

/** Delay before the hint at a second Ctrl-C. */
const HINT_MS = 3_000;

export interface Interrupts {
  /** Resolves at the first one. */
  readonly first: Promise<void>;
  /** Stops listening. */
  dispose(): void;
}

interface InterruptOptions {
  /** Ctrl-C on a terminal reaches the command too, by itself. */
  readonly isTerminal: boolean;
  readonly say: (line: string) => void;
  /** The source of signals: this process. */
  readonly source: NodeJS.EventEmitter;
}

/** A first Ctrl-C asks the command to end and waits for it; a second one kills it and all that it started. */
export function watchInterrupts(child: Child | undefined, { isTerminal, say, source }: InterruptOptions): Interrupts {
  let asked = 0;
  let hint: NodeJS.Timeout | undefined;
  let interrupted: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (interrupted = resolve));
  const onSignal = (name: NodeJS.Signals): void => {
    asked += 1;
    interrupted();
    if (child === undefined) return;
    if (asked === 1) {
      // The terminal has sent SIGINT to the command already; twice would look like a second Ctrl-C.
      if (name !== "SIGINT" || !isTerminal) child.signal(name);
      hint = setTimeout(() => say("The command is still ending. Ctrl-C again kills it."), HINT_MS).unref();
    } else void child.kill();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) source.on(name, onSignal);
  return {
    first,
    dispose: () => {
      clearTimeout(hint);
      for (const name of signals) source.off(name, onSignal);
    },
  };
}
