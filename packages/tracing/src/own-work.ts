import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

const OWN_WORK = suppressTracing(ROOT_CONTEXT);

/**
 * Runs tracing's own work outside any trace: an export or a look-up of the agent's name must not become a subsegment of
 * the request in whose context it was started, nor carry that request's headers. Otherwise a timer or socket would also
 * keep the request in memory.
 */
export function untraced<T>(work: () => T): T {
  return context.with(OWN_WORK, work);
}
