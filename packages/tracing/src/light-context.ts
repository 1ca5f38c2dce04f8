import type { Context } from "@opentelemetry/api";

/**
 * A context as a linked list with one value per key. The API's own context copies a Map and creates three functions per
 * value; this creates one small object, and a request holds two or three. With the API's context, at 100 % sampling, a
 * process needed 40 MB more after 135,000 requests, and 2 % more CPU per request (`npm run bench`).
 */
class LightContext implements Context {
  readonly #parent: LightContext | undefined;
  readonly #key: symbol | undefined;
  readonly #value: unknown;

  constructor(parent?: LightContext, key?: symbol, value?: unknown) {
    this.#parent = parent;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    return this.#key === key ? this.#value : this.#parent?.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LightContext(this.#without(key), key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#without(key);
  }

  /** Without it, setting the same key repeatedly would grow the chain. */
  #without(key: symbol): LightContext {
    const parent = this.#parent;
    if (!parent) return this;
    if (this.#key === key) return parent;
    const rest = parent.#without(key);
    return rest === parent ? this : new LightContext(rest, this.#key, this.#value);
  }
}

/** The empty root of the requests' contexts. */
export const LIGHT_ROOT: Context = new LightContext();
