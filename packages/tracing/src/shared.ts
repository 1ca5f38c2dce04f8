/**
 * State shared by all copies of this package in one process (a bundle and node_modules give two): each must know what
 * another did to a span, an error or a class.
 */
export function shared<T extends WeakKey>(name: string, make: () => T): T {
  const key = Symbol.for(`pmp.tracing.${name}`);
  const known = Reflect.get(globalThis, key) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  Reflect.set(globalThis, key, made);
  return made;
}
