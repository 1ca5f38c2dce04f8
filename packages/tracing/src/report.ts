import { diag } from "@opentelemetry/api";

const REPEAT_MS = 60_000;
const said = new Map<string, { at: number; left: number }>();

/**
 * A warning through OpenTelemetry's `diag`. The same `topic` is said at most once a minute, with the number of times
 * it was left out since, so that an agent that stays away cannot flood the log.
 */
export function warn(topic: string, message: string, now = Date.now()): void {
  const last = said.get(topic);
  if (last && now - last.at < REPEAT_MS) {
    last.left += 1;
    return;
  }
  said.set(topic, { at: now, left: 0 });
  diag.warn(`pmp-tracing: ${message}${last && last.left > 0 ? ` (and ${last.left} more times)` : ""}`);
}

const once = new Set<string>();

/** A warning about something that the program should change: said once per `topic`. */
export function warnOnce(topic: string, message: string): void {
  if (once.has(topic)) return;
  // A topic may be named by the program's data; a bound keeps a careless caller from growing this for ever.
  if (once.size >= 1_000) return;
  once.add(topic);
  diag.warn(`pmp-tracing: ${message}`);
}

/** The message of whatever was thrown; never throws itself, though reading a message may. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : String(error);
  } catch {
    return "an error that can't be read";
  }
}
