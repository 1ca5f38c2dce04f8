import { AsyncResource } from "node:async_hooks";
import { logToStderr } from "./log.ts";
import { messageOf, warnOnce } from "./report.ts";
import { readSettings } from "./settings.ts";
import { startTracing, type RunningTracing } from "./start.ts";

/** Two copies of this package in one process (ESM and CommonJS, or a bundle and node_modules) share one set-up. */
const KEY = Symbol.for("pmp.tracing.running");

function running(): RunningTracing | undefined {
  const found: unknown = Reflect.get(globalThis, KEY);
  return isRunning(found) ? found : undefined;
}

function isRunning(value: unknown): value is RunningTracing {
  return typeof value === "object" && value !== null && "flush" in value && "shutdown" in value;
}

/**
 * Switches tracing on; `import "@pmp/tracing/register"` calls it. A second call does nothing, and so does the first
 * with OTEL_SDK_DISABLED=true. Never throws: an app starts, traced or not.
 */
export function register(env: NodeJS.ProcessEnv = process.env): void {
  if (running()) return;
  logToStderr(env.OTEL_LOG_LEVEL);
  const settings = readSettings(env);
  if (settings.disabled) return;
  try {
    // Where a context was active once, even for a moment, Node keeps a table of contexts, which it copies for each request
    // of a server that is created there: 1 µs each. What tracing starts has a scope of its own, and the app's stays empty.
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

/** Sends what was recorded; resolves when it is sent or the time (milliseconds, default 5,000) is over. */
export async function flush(timeoutMs?: number): Promise<void> {
  await running()?.flush(timeoutMs);
}

/** Flushes within the time (milliseconds, default 5,000) and ends tracing. Call it last, before the process exits. */
export async function shutdown(timeoutMs?: number): Promise<void> {
  const tracing = running();
  Reflect.deleteProperty(globalThis, KEY);
  await tracing?.shutdown(timeoutMs);
}
