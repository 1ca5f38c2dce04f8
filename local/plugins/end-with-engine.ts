/** What is looked at and done; the process's own, except in tests. */
export interface Watched {
  readonly parent: () => number;
  readonly end: () => void;
  readonly everyMs: number;
}

/**
 * Ends this plugin when the engine that started it is gone. An engine that ends as it should ends its plugins; one that was killed
 * cannot, and they would stay for ever.
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
