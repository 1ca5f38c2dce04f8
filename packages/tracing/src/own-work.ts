import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

const OWN_WORK = suppressTracing(ROOT_CONTEXT);

/**
 * Runs tracing's own work, with all that it starts, outside of every trace: an export or a look-up of the agent's name
 * must not become a subsegment of the request in whose context its timer was started, nor carry that request's headers.
 * It also lets go of the request, which a timer or a socket would keep otherwise.
 */
export function untraced<T>(work: () => T): T {
  return context.with(OWN_WORK, work);
}
