import type { Filter } from "./expression.ts";
import { FilterError, type FilterProblem } from "./problem.ts";
import { similar } from "./keywords.ts";

/** A group of traces, as CreateGroup takes it. */
export interface FilterGroup {
  readonly name: string;
  readonly arn?: string;
  /** Empty or absent: every trace. */
  readonly filterExpression?: string;
}

/** The group that is always there, and takes every trace. */
const DEFAULT_GROUP: FilterGroup = { name: "Default" };

interface Reference {
  readonly by: "name" | "arn";
  readonly value: string;
  readonly place: { readonly from: number; readonly to: number };
  readonly groups: readonly FilterGroup[] | undefined;
  /** Groups whose filters are being read. */
  readonly within: readonly string[];
  readonly parse: (expression: string, within: readonly string[]) => Filter;
}

/** The filter of the group that is meant, nothing where groups are not known, or what is wrong with the reference. */
export function resolveGroup({
  by,
  value,
  place,
  groups,
  within,
  parse,
}: Reference): Filter | FilterProblem | undefined {
  if (groups === undefined) return undefined;
  const { from, to } = place;
  const all = groups.some(({ name }) => name === DEFAULT_GROUP.name) ? groups : [...groups, DEFAULT_GROUP];
  const group = all.find((known) => (by === "arn" ? known.arn : known.name) === value);
  if (group === undefined) {
    const names = all.flatMap((known) => (by === "arn" ? (known.arn ?? []) : known.name));
    const meant = similar(value, names);
    const fix = meant === undefined ? `There are: ${names.join(", ") || "none"}.` : `Is ${meant} meant?`;
    return { message: `There is no group with the ${by} ${JSON.stringify(value)}.`, from, to, fix };
  }
  if (within.includes(group.name)) {
    const message = `Group ${group.name} refers to itself: ${[...within, group.name].join(" → ")}.`;
    return { message, from, to, fix: "Take the reference out of the filter of one of them." };
  }
  try {
    return parse(group.filterExpression ?? "", [...within, group.name]);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const message = `The filter of group ${group.name} can't be read. ${error.message}`;
    return { message, from, to, fix: "Update the group." };
  }
}
