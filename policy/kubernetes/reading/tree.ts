/** An object of which nothing is known but that its keys are text. */
export type Tree = Readonly<Record<string, unknown>>;

/** The value as an object; without any member when it is something else, which the API server refuses anyway. */
export function tree(value: unknown): Tree {
  return isTree(value) ? value : {};
}

/** The value as a list; empty when it is something else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value when it is text that isn't empty, which in Kubernetes means the same as none. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The member at a path of keys; undefined where the path leads nowhere. */
export function at(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => tree(inner)[key], value);
}

/** Whether a member counts as left out: YAML's null means the same as no member. */
export function isUnset(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** What a message says of a value: "is not set", "is true", `is "Unconfined"`. */
export function shown(value: unknown): string {
  return isUnset(value) ? "is not set" : `is ${JSON.stringify(value)}`;
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
