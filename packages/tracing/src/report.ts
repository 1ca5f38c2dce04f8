import { diag } from "@opentelemetry/api";

const REPEAT_MS = 60_000;

interface Topic {
  /** When it was warned of the last time. */
  at: number;
  /** Warnings since then that were left out. */
  left: number;
  /** When its end was reported the last time. */
  endedAt: number;
  /** Its end was reported, and nothing has gone wrong since. */
  over: boolean;
}

const topics = new Map<string, Topic>();

/**
 * Warns through OpenTelemetry's `diag`, at most once a minute per `topic`, with the number of suppressed warnings, so
 * that an unreachable agent cannot flood the log.
 */
export function warn(topic: string, message: string, now = Date.now()): void {
  const last = topics.get(topic);
  if (last && !last.over && now - last.at < REPEAT_MS) {
    last.left += 1;
    return;
  }
  topics.set(topic, { at: now, left: 0, endedAt: last?.endedAt ?? -Infinity, over: false });
  diag.warn(`pmp-tracing: ${message}${last && last.left > 0 ? ` (and ${last.left} more times)` : ""}`);
}

/**
 * Reports that what was warned of under `topic` is over, so that the log does not end with a warning that no longer holds.
 * At most once a minute per `topic`: what comes and goes leaves three lines a minute.
 */
export function over(topic: string, message: string, now = Date.now()): void {
  const last = topics.get(topic);
  if (!last || last.over || now - last.endedAt < REPEAT_MS) return;
  last.over = true;
  last.endedAt = now;
  diag.warn(`pmp-tracing: ${message}`);
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
