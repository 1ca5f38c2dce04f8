import type { Comparison, Expression, Filter, NodePattern, Operator, Value } from "@pmp/filter";
import type { SegmentDocument } from "../documents/segment.ts";
import type { NodeName } from "../graph/node.ts";
import { visitsOf, type FilterableTrace, type Visits } from "./trace.ts";
import { readTrace, readVisit, type Reader } from "./values.ts";

/**
 * Whether a trace passes the filter. A comparison is about a value that is there: a trace without a user matches neither
 * `user = "alice"` nor `user != "alice"`; to turn a condition around, put ! before it. Where there are several values, as
 * of an annotation on several segments, one must be as asked for; with != none may be the one given. Text is compared
 * letter by letter, capitals and all.
 */
export function matches(filter: Filter, trace: FilterableTrace): boolean {
  if (filter.root === undefined) return true;
  let visits: Visits | undefined;
  const context: Context = { trace, visits: () => (visits ??= visitsOf(trace.segments)) };
  return holds(filter.root, readTrace(trace, context.visits), context);
}

interface Context {
  readonly trace: FilterableTrace;
  /** Worked out only where the filter asks for it. */
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
      const visits = context.visits().visits.filter(({ node, document }) => isMeant(node, document, service));
      return visits.some((visit) => filter === undefined || holds(filter, readVisit(visit, visit.document), context));
    }
    case "edge": {
      const { between: [source, target] = [{}, {}], filter } = expression;
      const calls = context.visits().calls.filter((call) => {
        const { node, document } = call.target;
        return isMeant(call.source, call.sourceDocument, source) && isMeant(node, document, target);
      });
      return calls.some(
        (call) => filter === undefined || holds(filter, readVisit(call.target, call.document), context),
      );
    }
    case "group":
      return expression.filter !== undefined && matches(expression.filter, context.trace);
  }
}

function isMeant(node: NodeName, { aws }: SegmentDocument, { name, type, accountId }: NodePattern): boolean {
  return (
    (name === undefined || name === node.name) &&
    (type === undefined || type === node.type) &&
    (accountId === undefined || accountId === aws?.account_id)
  );
}

/** A keyword alone: it has a value, and one that is not false. */
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
