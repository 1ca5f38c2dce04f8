import { AsyncResource } from "node:async_hooks";
import { logToStderr } from "./log.ts";
import { messageOf, warnOnce } from "./report.ts";
import { readSettings } from "./settings.ts";
import { startTracing, type RunningTracing } from "./start.ts";

/** Two copies of this package in one process (ESM and CommonJS, or a bundle and node_modules) share one setup. */
const KEY = Symbol.for("pmp.tracing.running");

function running(): RunningTracing | undefined {
  const found: unknown = Reflect.get(globalThis, KEY);
  return isRunning(found) ? found : undefined;
}

function isRunning(value: unknown): value is RunningTracing {
  return typeof value === "object" && value !== null && "flush" in value && "shutdown" in value;
}

/**
 * Starts tracing; called by `import "@pmp/tracing/register"`. Does nothing on a second call or with
 * OTEL_SDK_DISABLED=true. Never throws, so that the app starts even without tracing.
 */
export function register(env: NodeJS.ProcessEnv = process.env): void {
  if (running()) return;
  logToStderr(env.OTEL_LOG_LEVEL);
  const settings = readSettings(env);
  if (settings.disabled) return;
  try {
    // Once a context was active in a scope, Node copies its table of contexts for each request of a server created
    // there: 1 µs each. Tracing starts in a separate scope, so that the app's stays empty.
    const start = new AsyncResource("pmp-tracing");
    Reflect.set(
      globalThis,
      KEY,
      start.runInAsyncScope(() => startTracing(settings)),
    );
  } catch (error) {
    warnOnce("start", `tracing could not be started; the app runs without it: ${messageOf(error)}`);
  }
}

/** Sends the recorded spans; resolves when they are sent or after the timeout (milliseconds, default 5,000). */
export async function flush(timeoutMs?: number): Promise<void> {
  await running()?.flush(timeoutMs);
}

/**
 * Flushes within the timeout (milliseconds, default 5,000) and stops tracing. Call it last, before the process exits.
 */
export async function shutdown(timeoutMs?: number): Promise<void> {
  const tracing = running();
  Reflect.deleteProperty(globalThis, KEY);
  await tracing?.shutdown(timeoutMs);
}
