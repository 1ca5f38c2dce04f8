import type { Violation } from "../../kit/definition.ts";
import { isUnset, shown } from "./fields.ts";

/** The subject of a violation: a container, or the whole pod. */
export interface Subject {
  /** Such as `Container "app"`, or `The pod`. */
  readonly label: string;
  readonly path: string;
}

/** A violation by a field: `Container "app": securityContext.privileged is true; allowed: false, or not set.` */
export function notAllowed(subject: Subject, field: string, value: unknown, allowed: string): Violation {
  return {
    message: `${subject.label}: ${field} ${shown(value)}; allowed: ${allowed}.`,
    path: `${subject.path}.${field}`,
  };
}

/** A violation unless the field is left out or has one of the allowed values. */
export function* onlyIfSet(
  subject: Subject,
  field: string,
  value: unknown,
  allowed: readonly unknown[],
): Iterable<Violation> {
  if (isUnset(value) || allowed.includes(value)) return;
  yield notAllowed(subject, field, value, `${choices(allowed)}, or not set`);
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
export function choices(values: readonly unknown[]): string {
  const words = values.map((value) => (typeof value === "string" ? `"${value}"` : String(value)));
  const last = words.at(-1) ?? "nothing";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
