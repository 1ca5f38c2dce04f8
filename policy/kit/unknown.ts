/**
 * Whether an error is the Pulumi SDK's for reading a value that is unknown before the update, such as the id of a new
 * resource. Its class isn't exported, so it is recognized by a member.
 * https://github.com/pulumi/pulumi-policy/blob/main/sdk/nodejs/policy/proxy.ts
 */
export function isUnknownValue(error: unknown): error is Error {
  return error instanceof Error && "unknownTypeSentinel" in error;
}

/**
 * Runs every part of a check, even when one of them reads an unknown value: that must not hide a violation in another
 * part. Throws the first unknown value at the end, so that the policy doesn't count as passed.
 */
export function* collectUnknowns<T>(parts: Iterable<() => Iterable<T>>): Iterable<T> {
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

/** `collectUnknowns` for a list: each item is checked on its own. */
export function* forEachKnown<Item, T>(items: Iterable<Item>, check: (item: Item) => Iterable<T>): Iterable<T> {
  yield* collectUnknowns([...items].map((item) => () => check(item)));
}
