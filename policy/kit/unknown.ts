/**
 * What the Pulumi SDK throws when a policy reads a value that isn't known before the update, such as the id of a resource
 * that doesn't exist yet. Its class isn't exported, so it is known by its marks.
 * https://github.com/pulumi/pulumi-policy/blob/main/sdk/nodejs/policy/proxy.ts
 */
export function isUnknownValue(error: unknown): error is Error {
  return error instanceof Error && "unknownTypeSentinel" in error;
}

/**
 * Runs each part of a check, also when another one can't be decided in a preview: a value that isn't known yet must not hide
 * a violation that is. Throws the first unknown value at the end, so that the policy doesn't count as passed.
 */
export function* separately<T>(parts: Iterable<() => Iterable<T>>): Iterable<T> {
  const unknown: Error[] = [];
  for (const part of parts) {
    try {
      yield* part();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      unknown.push(error);
    }
  }
  if (unknown[0] !== undefined) throw unknown[0];
}

/** `separately` for a list: each item is checked on its own. */
export function* each<Item, T>(items: Iterable<Item>, check: (item: Item) => Iterable<T>): Iterable<T> {
  yield* separately([...items].map((item) => () => check(item)));
}
