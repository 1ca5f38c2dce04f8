import type { Token } from "./tokens.ts";

/** A filter expression that was understood. */
export interface Filter {
  /** As it was written. */
  readonly expression: string;
  /** Without one, every trace matches: the expression was empty. */
  readonly root?: Expression;
  /** The pieces of the text, for highlighting. */
  readonly tokens: readonly Token[];
}

export type Expression =
  | { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression }
  | Comparison
  /** The keyword alone: it is true, or, where it is no boolean, it has a value. */
  | { readonly kind: "set"; readonly field: Field }
  /** Some request to such a service, or some call from one to another, where `filter` holds. */
  | { readonly kind: "service"; readonly service: NodePattern; readonly filter?: Expression }
  | { readonly kind: "edge"; readonly between?: readonly [NodePattern, NodePattern]; readonly filter?: Expression }
  /** The trace matches the filter of a group. Without `filter` the group is not known. */
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

/** Which services are meant; what is left out is not looked at, so that `{}` is any. */
export interface NodePattern {
  readonly name?: string;
  /** Such as AWS::DynamoDB::Table. */
  readonly type?: string;
  readonly accountId?: string;
}

/** All of these parts, or any; a part that is of the same kind joins in, so that one meaning has one form. */
export function join(kind: "and" | "or", parts: readonly [Expression, ...Expression[]]): Expression {
  if (parts.length === 1) return parts[0];
  return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}
