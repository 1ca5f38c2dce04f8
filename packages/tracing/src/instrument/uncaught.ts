import { recordErrorOn } from "../errors.ts";
import { guarded } from "../guard.ts";
import { segmentOf } from "../segment-context.ts";
import { listenUnseen } from "../unseen-listeners.ts";

/** Records what nobody caught on the segment of the request that it belongs to; the process goes on dying as before. */
export function traceUncaughtErrors(): () => void {
  const onUncaught = guarded("uncaughtExceptionMonitor", (error: unknown): void => {
    const span = segmentOf();
    if (span) recordErrorOn(span, error);
  });
  // The monitor only looks on: it does not count as a handler. https://nodejs.org/api/process.html#event-uncaughtexceptionmonitor
  return listenUnseen("uncaughtExceptionMonitor", onUncaught);
}
