import { FilterError, parseFilter, type Filter, type FilterGroup } from "@pmp/filter";
import { matches } from "../filter/matches.ts";
import type { StoredTrace } from "../store/stored-trace.ts";
import { invalid } from "./errors.ts";
import type { Groups } from "./group-list.ts";

/** Whether a trace matches. */
export type TraceTest = (trace: StoredTrace) => boolean;

/**
 * A filter expression as a predicate; without an expression every trace matches.
 *
 * @throws FilterError
 */
export function traceTest(expression: string | undefined, groups: Groups): TraceTest {
  if (expression === undefined || expression.trim() === "") return () => true;
  const filter = parseFilter(expression, groupsOf(groups));
  return (trace) => passes(filter, trace);
}

/**
 * Same for the X-Ray API.
 *
 * @throws ApiError InvalidRequestException for an invalid expression
 */
export function filterOf(expression: string | undefined, groups: Groups): TraceTest {
  return orInvalid(() => traceTest(expression, groups));
}

/** @throws ApiError InvalidRequestException for an invalid expression */
export function checkFilter(expression: string, groups: Groups): void {
  filterOf(expression, groups);
}

function orInvalid<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FilterError ? invalid(`FilterExpression: ${error.message}`) : error;
  }
}

function passes(filter: Filter, trace: StoredTrace): boolean {
  return matches(filter, {
    summary: trace.summary(),
    // Read from the documents only by those filters that look into segments.
    get segments() {
      return trace.segments();
    },
  });
}

function groupsOf(groups: Groups): FilterGroup[] {
  return groups.all().map(({ GroupName, GroupARN, FilterExpression }) => ({
    name: GroupName,
    arn: GroupARN,
    ...(FilterExpression !== undefined && { filterExpression: FilterExpression }),
  }));
}
