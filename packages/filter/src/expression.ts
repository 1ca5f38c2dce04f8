import type { Token } from "./tokens.ts";

/** A parsed filter expression. */
export interface Filter {
  /** The source text. */
  readonly expression: string;
  /** Absent if the expression is empty: every trace matches. */
  readonly root?: Expression;
  /** For highlighting. */
  readonly tokens: readonly Token[];
}

export type Expression =
  | { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression }
  | Comparison
  /** A keyword without a comparison: it is true or, if it is not a boolean, it has a value. */
  | { readonly kind: "set"; readonly field: Field }
  /** A request to such a service, or a call from one to another, that matches `filter`. */
  | { readonly kind: "service"; readonly service: NodePattern; readonly filter?: Expression }
  | { readonly kind: "edge"; readonly between?: readonly [NodePattern, NodePattern]; readonly filter?: Expression }
  /** The trace matches the filter of a group. Without `filter` the group is unknown. */
  | { readonly kind: "group"; readonly by: "name" | "arn"; readonly value: string; readonly filter?: Filter };

export interface Comparison {
  readonly kind: "compare";
  readonly field: Field;
  readonly operator: Operator;
  readonly value: Value;
}

export type Value = string | number | boolean;

export const OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "CONTAINS", "BEGINSWITH", "ENDSWITH"] as const;
export type Operator = (typeof OPERATORS)[number];

/** A keyword, or an annotation's key. */
export type Field = { readonly keyword: string } | { readonly annotation: string };

/** Selects services by the given properties; `{}` selects all. */
export interface NodePattern {
  readonly name?: string;
  /** For example AWS::DynamoDB::Table. */
  readonly type?: string;
  readonly accountId?: string;
}

/** Joins expressions by AND or OR. Nested parts of the same kind are flattened, so that equal filters have equal forms. */
export function join(kind: "and" | "or", parts: readonly [Expression, ...Expression[]]): Expression {
  if (parts.length === 1) return parts[0];
  return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}
