import { messageOf, warn } from "./report.ts";

let count = 0;

/** Failures of tracing inside the app's calls since the process started. */
export function failureCount(): number {
  return count;
}

/**
 * Counts a failure of tracing itself and warns at most once a minute per `where`. Never throws, although the app's
 * logger or a getter of the error may.
 */
export function failed(where: string, error: unknown): void {
  count += 1;
  try {
    warn(
      `internal:${where}`,
      `tracing failed in ${where}; the app continues: ${messageOf(error)} (${count} failures so far)`,
    );
  } catch {
    // The logger itself failed; there is no other way to report it.
  }
}

/**
 * Runs tracing code inside a call of the app. Exceptions are counted and reported, and never reach the app.
 * @returns what `act` returns, or undefined when it failed
 */
export function attempt<T>(where: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    failed(where, error);
    return undefined;
  }
}

/** Wraps a function, such as a listener, in `guarded`. */
export function guarded<A extends unknown[]>(where: string, act: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      act(...args);
    } catch (error) {
      failed(where, error);
    }
  };
}
