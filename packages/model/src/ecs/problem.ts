/** Steps to a value of a task definition: `["containerDefinitions", 0, "stopTimeout"]`. */
export type Path = readonly (string | number)[];

/** How a value is mended. */
export type Fix = { readonly set: Path; readonly to: Plain | readonly string[] } | { readonly remove: Path };
type Plain = string | number | boolean;

/** One thing that ECS would refuse, or that would end a task. */
export interface DefinitionProblem {
  readonly path: Path;
  /** What is there; undefined when nothing is. */
  readonly value: unknown;
  readonly allowed: string;
  readonly fix: Fix;
}

/** Where containers run. */
export type LaunchType = "FARGATE" | "EC2";

export type Tree = Readonly<Record<string, unknown>>;

/** A container with its place in the definition. */
export interface Placed {
  readonly path: Path;
  readonly name: string;
  /** A container is essential unless it says otherwise. */
  readonly isEssential: boolean;
  readonly definition: Tree;
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function tree(value: unknown): Tree {
  return isTree(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value that must be set to another one. */
export function wrong(path: Path, value: unknown, allowed: string, to: Plain | readonly string[]): DefinitionProblem {
  return { path, value, allowed, fix: { set: path, to } };
}

/** A value that must go. */
export function forbidden(path: Path, value: unknown, because: string): DefinitionProblem {
  return { path, value, allowed: `nothing, ${because}`, fix: { remove: path } };
}

/** A whole number within limits, when there is one. */
export function inRange(
  path: Path,
  value: unknown,
  [min, max, unit]: readonly [number, number, string],
  to: number,
): DefinitionProblem[] {
  if (value === undefined) return [];
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return [];
  return [wrong(path, value, `a whole number from ${min} to ${max} (${unit})`, to)];
}
