import { AlarmError } from "../error.ts";
import type { MathExpression, Operator } from "./parser.ts";

/** Values of a series, one per period; undefined: no datapoint. */
export type Series = readonly (number | undefined)[];
type Value = number | Series;

/**
 * Evaluates an expression over series of one length, the oldest period first. A missing value counts as 0 where the other
 * operand has one; a division by zero drops the datapoint; IF drops what has no condition.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * CloudWatch does not say whether FILL fills a series without one datapoint. Here it does.
 *
 * @param length number of periods
 * @param read the series with an id; undefined: there is none
 * @throws AlarmError for an unknown id, a FILL with anything but a number, a result that is no series
 */
export function evaluateMath(
  expression: MathExpression,
  length: number,
  read: (id: string) => Series | undefined,
): Series {
  const result = value(expression, length, read);
  if (typeof result === "number") throw new AlarmError("Expression: its result is a number, not a time series");
  return result;
}

function value(expression: MathExpression, length: number, read: (id: string) => Series | undefined): Value {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "id": {
      const series = read(expression.id);
      if (series === undefined) throw new AlarmError(`Expression: there is no metric ${expression.id}`);
      return series;
    }
    case "operation": {
      const { operator, left, right } = expression;
      return operation(operator, value(left, length, read), value(right, length, read), length);
    }
    case "call": {
      const [first, second, third] = expression.args.map((arg) => value(arg, length, read));
      if (expression.name === "FILL") return fill(first, second);
      return choose(first, second, third, length);
    }
  }
}

function operation(operator: Operator, left: Value, right: Value, length: number): Value {
  if (typeof left === "number" && typeof right === "number") return apply(operator, left, right) ?? 0;
  return Array.from({ length }, (_, index) => {
    const [a, b] = [at(left, index), at(right, index)];
    // A number alone makes no datapoint.
    const has = (typeof left !== "number" && a !== undefined) || (typeof right !== "number" && b !== undefined);
    return has ? apply(operator, a ?? 0, b ?? 0) : undefined;
  });
}

function apply(operator: Operator, a: number, b: number): number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? undefined : a / b;
    case "==":
      return Number(a === b);
    case "!=":
      return Number(a !== b);
    case "<":
      return Number(a < b);
    case "<=":
      return Number(a <= b);
    case ">":
      return Number(a > b);
    case ">=":
      return Number(a >= b);
    case "AND":
    case "&&":
      return Number(a !== 0 && b !== 0);
    case "OR":
    case "||":
      return Number(a !== 0 || b !== 0);
  }
}

function fill(series: Value | undefined, by: Value | undefined): Value {
  if (typeof series !== "object" || typeof by !== "number") {
    throw new AlarmError("Expression: FILL is evaluated for a time series and a number");
  }
  return series.map((one) => one ?? by);
}

function choose(condition: Value | undefined, yes: Value = 0, no: Value | undefined, length: number): Value {
  return Array.from({ length }, (_, index) => {
    const decides = at(condition, index);
    if (decides === undefined) return undefined;
    if (decides === 0) return at(no, index);
    // By a time series that is true, a missing value is taken for 0; by a number, it stays missing.
    return at(yes, index) ?? (typeof condition === "number" ? undefined : 0);
  });
}

function at(value: Value | undefined, index: number): number | undefined {
  return typeof value === "object" ? value[index] : value;
}
