import { diag } from "@opentelemetry/api";

const REPEAT_MS = 60_000;
const lastWarnings = new Map<string, { at: number; left: number }>();

/**
 * Warns through OpenTelemetry's `diag`, at most once a minute per `topic`, with the number of suppressed warnings, so
 * that an unreachable agent cannot flood the log.
 */
export function warn(topic: string, message: string, now = Date.now()): void {
  const last = lastWarnings.get(topic);
  if (last && now - last.at < REPEAT_MS) {
    last.left += 1;
    return;
  }
  lastWarnings.set(topic, { at: now, left: 0 });
  diag.warn(`pmp-tracing: ${message}${last && last.left > 0 ? ` (and ${last.left} more times)` : ""}`);
}

const once = new Set<string>();

/** Warns once per `topic` about something to change in the program. */
export function warnOnce(topic: string, message: string): void {
  if (once.has(topic)) return;
  // Topics may contain the program's data; the bound keeps this from growing forever.
  if (once.size >= 1_000) return;
  once.add(topic);
  diag.warn(`pmp-tracing: ${message}`);
}

/** The message of any thrown value; never throws, although reading a message may. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : String(error);
  } catch {
    return "an error that can't be read";
  }
}
