/** At most this many different values are cached; then the cache is cleared. */
const MAX_CACHED = 5_000;

/** Returns one shared object for equal values, so that what many traces have in common is stored once. */
export class Interned<T> {
  readonly #known = new Map<string, T>();

  /** The first value with this key. */
  of(key: string, value: T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_CACHED) this.#known.clear();
    this.#known.set(key, value);
    return value;
  }
}
