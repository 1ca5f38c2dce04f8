import { recordErrorOn } from "../errors.ts";
import { guarded } from "../guard.ts";
import { keeperOf } from "../segment-context.ts";
import { addHiddenListener } from "../hidden-listeners.ts";

/** Records uncaught errors on the segment of their request; the process still ends as without tracing. */
export function traceUncaughtErrors(): () => void {
  const onUncaught = guarded("uncaughtExceptionMonitor", (error: unknown): void => {
    const span = keeperOf();
    if (span) recordErrorOn(span, error);
  });
  // The monitor does not count as a handler. https://nodejs.org/api/process.html#event-uncaughtexceptionmonitor
  return addHiddenListener("uncaughtExceptionMonitor", onUncaught);
}
