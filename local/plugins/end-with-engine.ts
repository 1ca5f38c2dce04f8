/** Process functions; replaced in tests. */
export interface Watched {
  readonly parent: () => number;
  readonly end: () => void;
  readonly everyMs: number;
}

/**
 * Ends this plugin when its engine has ended. An engine normally ends its plugins; a killed one can't, and they would
 * run forever.
 */
export function endWithEngine({
  parent = () => process.ppid,
  end = () => process.exit(1),
  everyMs = 1_000,
}: Partial<Watched> = {}): void {
  const engine = parent();
  const timer = setInterval(() => {
    if (parent() === engine) return;
    clearInterval(timer);
    end();
  }, everyMs);
  // Alone, this keeps no plugin alive.
  timer.unref();
}
