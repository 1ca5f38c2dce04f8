import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { ROOT_CONTEXT, type Context, type ContextManager } from "@opentelemetry/api";

type Listener = (...args: unknown[]) => void;
type AnyFunction = (...args: unknown[]) => unknown;
const ADDERS = ["addListener", "on", "once", "prependListener", "prependOnceListener"] as const;

/**
 * OpenTelemetry's context on AsyncLocalStorage. Unlike the SDK's own, it lets a diagnostics channel subscriber enter a
 * context for the rest of the request (`enter`), so that no function has to be wrapped.
 */
export class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  /** Wrapped listeners by emitter, event and listener, so that removeListener finds them. */
  readonly #bound = new WeakMap<EventEmitter, Map<string | symbol, WeakMap<Listener, Listener>>>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  /** The active context, where one was entered. */
  entered(): Context | undefined {
    return this.#storage.getStore();
  }

  /** Makes a context the active one for the rest of this synchronous run and everything that it starts. */
  enter(context: Context): void {
    this.#storage.enterWith(context);
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    // Without a function of our own between: deeply nested spans need that much less of the stack.
    if (thisArg === undefined) return this.#storage.run(context, fn, ...args);
    return this.#storage.run(context, () => Reflect.apply<unknown, A, ReturnType<F>>(fn, thisArg, args));
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) return this.#bindEmitter(context, target);
    return isFunction(target) ? this.#bindFunction(context, target) : target;
  }

  #bindFunction<T extends AnyFunction>(context: Context, target: T): T {
    const storage = this.#storage;
    return new Proxy(target, {
      apply: (fn, self: unknown, args: unknown[]) => storage.run(context, () => Reflect.apply(fn, self, args)),
    });
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  /** Listeners added to the emitter from now on run in the context. */
  #bindEmitter<T extends EventEmitter>(context: Context, emitter: T): T {
    if (this.#bound.has(emitter)) return emitter;
    const events = new Map<string | symbol, WeakMap<Listener, Listener>>();
    this.#bound.set(emitter, events);
    for (const name of ADDERS) {
      const add = emitter[name].bind(emitter);
      emitter[name] = (event: string | symbol, listener: Listener): T => {
        let listeners = events.get(event);
        if (!listeners) events.set(event, (listeners = new WeakMap()));
        const bound = listeners.get(listener) ?? this.bind(context, listener);
        listeners.set(listener, bound);
        add(event, bound);
        return emitter;
      };
    }
    for (const name of ["removeListener", "off"] as const) {
      const remove = emitter[name].bind(emitter);
      emitter[name] = (event: string | symbol, listener: Listener): T => {
        remove(event, events.get(event)?.get(listener) ?? listener);
        return emitter;
      };
    }
    return emitter;
  }
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function";
}
