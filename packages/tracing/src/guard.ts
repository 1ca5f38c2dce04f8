import { messageOf, warn } from "./report.ts";

let count = 0;

/** How often tracing failed inside one of the app's calls since the process began. */
export function failureCount(): number {
  return count;
}

/**
 * Counts a failure of tracing itself, and says it at most once a minute for each `where`. Never throws: a logger of the
 * app's own may, and so may an error whose message is a getter.
 */
export function failed(where: string, error: unknown): void {
  count += 1;
  try {
    warn(`internal:${where}`, `tracing failed in ${where} and the app goes on: ${messageOf(error)}; ${count} so far`);
  } catch {
    // There is nobody left to tell.
  }
}

/**
 * Runs what tracing does inside a call of the app's. What it throws is counted and reported, and never reaches the app.
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

/** The same for a function that is called later, such as a listener. */
export function guarded<A extends unknown[]>(where: string, act: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      act(...args);
    } catch (error) {
      failed(where, error);
    }
  };
}
