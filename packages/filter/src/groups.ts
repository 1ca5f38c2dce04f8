import type { Filter } from "./expression.ts";
import { FilterError, type FilterProblem } from "./problem.ts";
import { similar } from "./keywords.ts";

/** A group, as in CreateGroup. */
export interface FilterGroup {
  readonly name: string;
  readonly arn?: string;
  /** Empty or absent: every trace matches. */
  readonly filterExpression?: string;
}

/** The group that always exists and contains every trace. */
const DEFAULT_GROUP: FilterGroup = { name: "Default" };

interface Reference {
  readonly by: "name" | "arn";
  readonly value: string;
  readonly position: { readonly from: number; readonly to: number };
  readonly groups: readonly FilterGroup[] | undefined;
  /** Groups whose filters are being parsed. */
  readonly within: readonly string[];
  readonly parse: (expression: string, within: readonly string[]) => Filter;
}

/** The filter of the referenced group, a problem, or undefined if the groups are unknown. */
export function resolveGroup({
  by,
  value,
  position,
  groups,
  within,
  parse,
}: Reference): Filter | FilterProblem | undefined {
  if (groups === undefined) return undefined;
  const { from, to } = position;
  const all = groups.some(({ name }) => name === DEFAULT_GROUP.name) ? groups : [...groups, DEFAULT_GROUP];
  const group = all.find((known) => (by === "arn" ? known.arn : known.name) === value);
  if (group === undefined) {
    const names = all.flatMap((known) => (by === "arn" ? (known.arn ?? []) : known.name));
    const meant = similar(value, names);
    const fix = meant === undefined ? `Existing groups: ${names.join(", ") || "none"}.` : `Did you mean ${meant}?`;
    return { message: `There is no group with the ${by} ${JSON.stringify(value)}.`, from, to, fix };
  }
  if (within.includes(group.name)) {
    const message = `Group ${group.name} refers to itself: ${[...within, group.name].join(" → ")}.`;
    return { message, from, to, fix: "Remove the reference from one of their filters." };
  }
  try {
    return parse(group.filterExpression ?? "", [...within, group.name]);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const message = `The filter of group ${group.name} is invalid. ${error.message}`;
    return { message, from, to, fix: "Update the group." };
  }
}
