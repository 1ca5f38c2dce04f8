/** Whether a value of a library can have members: an object or a function. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** The member of any value of a library. */
export function member(object: unknown, key: string): unknown {
  return isObject(object) ? Reflect.get(object, key) : undefined;
}
