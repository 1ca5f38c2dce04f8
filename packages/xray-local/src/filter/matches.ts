import type { Comparison, Expression, Filter, NodePattern, Operator, Value } from "@pmp/filter";
import type { SegmentDocument } from "../documents/segment.ts";
import type { NodeName } from "../graph/node.ts";
import { visitsOf, type FilterableTrace, type Visits } from "./trace.ts";
import { readTrace, readVisit, type Reader } from "./values.ts";

/**
 * Whether a trace matches the filter. A comparison needs a value: a trace without a user matches neither
 * `user = "alice"` nor `user != "alice"`; use ! to negate a condition. If there are several values (an annotation on
 * several segments), one of them must match; with != none may be equal. Text comparison is case-sensitive.
 */
export function matches(filter: Filter, trace: FilterableTrace): boolean {
  if (filter.root === undefined) return true;
  let visits: Visits | undefined;
  const context: Context = { trace, visits: () => (visits ??= visitsOf(trace.segments)) };
  return holds(filter.root, readTrace(trace, context.visits), context);
}

interface Context {
  readonly trace: FilterableTrace;
  /** Computed only if the filter needs it. */
  readonly visits: () => Visits;
}

function holds(expression: Expression, read: Reader, context: Context): boolean {
  switch (expression.kind) {
    case "and":
      return expression.parts.every((part) => holds(part, read, context));
    case "or":
      return expression.parts.some((part) => holds(part, read, context));
    case "not":
      return !holds(expression.part, read, context);
    case "set":
      return isSet(read(expression.field));
    case "compare":
      return compares(expression, read(expression.field));
    case "service": {
      const { service, filter } = expression;
      const visits = context.visits().visits.filter(({ node, document }) => isNode(node, document, service));
      return visits.some((visit) => filter === undefined || holds(filter, readVisit(visit, visit.document), context));
    }
    case "edge": {
      const { between: [source, target] = [{}, {}], filter } = expression;
      const calls = context.visits().calls.filter((call) => {
        const { node, document } = call.target;
        return isNode(call.source, call.sourceDocument, source) && isNode(node, document, target);
      });
      return calls.some(
        (call) => filter === undefined || holds(filter, readVisit(call.target, call.document), context),
      );
    }
    case "group":
      return expression.filter !== undefined && matches(expression.filter, context.trace);
  }
}

function isNode(node: NodeName, { aws }: SegmentDocument, { name, type, accountId }: NodePattern): boolean {
  return (
    (name === undefined || name === node.name) &&
    (type === undefined || type === node.type) &&
    (accountId === undefined || accountId === aws?.account_id)
  );
}

/** A keyword without a comparison: it has a value that is not false. */
function isSet(values: readonly Value[]): boolean {
  return values.some((value) => value !== false);
}

function compares({ operator, value }: Pick<Comparison, "operator" | "value">, values: readonly Value[]): boolean {
  if (operator === "!=") return values.length > 0 && !values.includes(value);
  return values.some((found) => comparesOne(operator, found, value));
}

function comparesOne(operator: Exclude<Operator, "!=">, found: Value, value: Value): boolean {
  if (operator === "=") return found === value;
  if (typeof found === "number" && typeof value === "number") {
    if (operator === "<") return found < value;
    if (operator === "<=") return found <= value;
    if (operator === ">") return found > value;
    return operator === ">=" && found >= value;
  }
  if (typeof found !== "string" || typeof value !== "string") return false;
  if (operator === "CONTAINS") return found.includes(value);
  if (operator === "BEGINSWITH") return found.startsWith(value);
  return operator === "ENDSWITH" && found.endsWith(value);
}
