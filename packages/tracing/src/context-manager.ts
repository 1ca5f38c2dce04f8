import type { AsyncLocalStorage } from "node:async_hooks";
import type { Context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";

/**
 * OpenTelemetry's context manager, extended for listeners of diagnostics channels: it can enter a context for the rest
 * of the request, so no function has to be wrapped.
 */
export class AsyncContextManager extends AsyncLocalStorageContextManager {
  /** Private in the base class; its version is pinned, and a test fails if the member is missing. */
  readonly #storage = Reflect.get(this, "_asyncLocalStorage") as AsyncLocalStorage<Context>;

  /** The active context; undefined when none was entered. */
  entered(): Context | undefined {
    return this.#storage.getStore();
  }

  /** Activates a context for the rest of the synchronous execution and for everything started from it. */
  enter(context: Context): void {
    this.#storage.enterWith(context);
  }
}
