/** The value as a list; empty for anything else, which the API server refuses. A single value is not a list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value when it is text that isn't empty; Kubernetes treats empty text as unset. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a member counts as left out: YAML's null means the same as no member. */
export function isUnset(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** A value as messages show it: "is not set", "is true", `is "Unconfined"`. */
export function shown(value: unknown): string {
  return isUnset(value) ? "is not set" : `is ${JSON.stringify(value)}`;
}
