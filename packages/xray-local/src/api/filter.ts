import { FilterError, parseFilter, type Filter, type FilterGroup } from "@pmp/filter";
import { matches } from "../filter/matches.ts";
import type { KeptTrace } from "../store/kept-trace.ts";
import { invalid } from "./errors.ts";
import type { Groups } from "./group-list.ts";

/** Does the trace pass? */
export type TraceTest = (trace: KeptTrace) => boolean;

/**
 * A filter expression as a test; without an expression everything passes.
 *
 * @throws FilterError
 */
export function traceTest(expression: string | undefined, groups: Groups): TraceTest {
  if (expression === undefined || expression.trim() === "") return () => true;
  const filter = parseFilter(expression, groupsOf(groups));
  return (trace) => passes(filter, trace);
}

/**
 * The same for the X-Ray API.
 *
 * @throws ApiError InvalidRequestException for an expression that can't be read
 */
export function filterOf(expression: string | undefined, groups: Groups): TraceTest {
  return orInvalid(() => traceTest(expression, groups));
}

/** @throws ApiError InvalidRequestException for an expression that can't be read */
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

function passes(filter: Filter, trace: KeptTrace): boolean {
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
