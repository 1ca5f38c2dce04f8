/** So many different values are remembered; beyond it all are forgotten and learnt anew. */
const MAX_REMEMBERED = 5_000;

/** Gives one object for all that are equal, so that what most traces have in common is kept once. */
export class Interned<T> {
  readonly #known = new Map<string, T>();

  /** The first value that had this key. */
  of(key: string, value: T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(key, value);
    return value;
  }
}
