import type { AsyncLocalStorage } from "node:async_hooks";
import type { Context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";

/**
 * OpenTelemetry's context manager, with what a listener of a diagnostics channel needs beside: it can enter a context for
 * the rest of the request, so that no function has to be wrapped.
 */
export class AsyncContextManager extends AsyncLocalStorageContextManager {
  /** The base class keeps it to itself; its version is pinned, and a test would fail without it. */
  readonly #storage = Reflect.get(this, "_asyncLocalStorage") as AsyncLocalStorage<Context>;

  /** The active context, where one was entered. */
  entered(): Context | undefined {
    return this.#storage.getStore();
  }

  /** Makes a context the active one for the rest of this synchronous run and everything that it starts. */
  enter(context: Context): void {
    this.#storage.enterWith(context);
  }
}
