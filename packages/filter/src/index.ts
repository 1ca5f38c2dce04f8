/** The grammar of AWS X-Ray filter expressions: parse, print, complete. Pure, so that the page and the policy pack use it too. */
export { complete } from "./complete.ts";
export type { Completion, KnownValues } from "./complete.ts";
export type { Comparison, Expression, Field, Filter, NodePattern, Operator, Value } from "./expression.ts";
export { formatFilter } from "./format.ts";
export type { FilterGroup } from "./groups.ts";
export { parseFilter } from "./parser.ts";
export { FilterError, formatFilterProblem } from "./problem.ts";
export type { FilterProblem } from "./problem.ts";
export { tokenize } from "./tokens.ts";
export type { TokenKind } from "./tokens.ts";
