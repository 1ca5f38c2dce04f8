import fc from "fast-check";
import type { Expression, Field, NodePattern, Operator, Value } from "../../../../packages/filter/src/index.ts";
import { KEYWORDS, type Scope } from "../../../../packages/filter/src/keywords.ts";

/** Values that a generated filter compares with; few, so that generated traces have some of them too. */
export interface Vocabulary {
  readonly texts: fc.Arbitrary<string>;
  readonly numbers: fc.Arbitrary<number>;
  readonly names: fc.Arbitrary<string>;
  readonly annotationKeys: fc.Arbitrary<string>;
}

const ANYTHING: Vocabulary = {
  texts: fc.string({ unit: "binary" }),
  // -0 is printed as 0.
  numbers: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  names: fc.string(),
  annotationKeys: fc.stringMatching(/^[A-Za-z_][\w.-]{0,10}$/),
};

const ANY_OPERATOR: Readonly<Record<"boolean" | "number" | "string", readonly Operator[]>> = {
  boolean: ["=", "!="],
  number: ["=", "!=", "<", "<=", ">", ">="],
  string: ["=", "!=", "CONTAINS", "BEGINSWITH", "ENDSWITH"],
};

/** Filters as the parser makes them: no AND directly in an AND, no OR directly in an OR. */
export function expressions(vocabulary: Vocabulary = ANYTHING): fc.Arbitrary<Expression> {
  return inScope("trace", vocabulary, 3);
}

function inScope(scope: Scope, vocabulary: Vocabulary, depth: number): fc.Arbitrary<Expression> {
  const leaves = [sets(scope, vocabulary), comparisons(scope, vocabulary)];
  if (depth === 0) return fc.oneof(...leaves);
  const inner = inScope(scope, vocabulary, depth - 1);
  const joined = (kind: "and" | "or"): fc.Arbitrary<Expression> =>
    fc
      .array(inner, { minLength: 2, maxLength: 3 })
      .map((parts) => ({ kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) }));
  const not: fc.Arbitrary<Expression> = inner.map((part) => ({ kind: "not", part }));
  const nested = scope === "trace" ? [services(vocabulary, depth), edges(vocabulary, depth)] : [];
  return fc.oneof(...leaves, joined("and"), joined("or"), not, ...nested);
}

function fields(scope: Scope, { annotationKeys }: Vocabulary): fc.Arbitrary<Field> {
  const keywords = KEYWORDS.filter(({ scopes }) => scopes.includes(scope)).map(({ name }) => ({ keyword: name }));
  return fc.oneof(
    { arbitrary: fc.constantFrom(...keywords), weight: 3 },
    annotationKeys.map((annotation) => ({ annotation })),
  );
}

function sets(scope: Scope, vocabulary: Vocabulary): fc.Arbitrary<Expression> {
  return fields(scope, vocabulary).map((field) => ({ kind: "set", field }));
}

function comparisons(scope: Scope, vocabulary: Vocabulary): fc.Arbitrary<Expression> {
  return fields(scope, vocabulary).chain((field) => {
    const keyword = "keyword" in field ? KEYWORDS.find(({ name }) => name === field.keyword) : undefined;
    const types = keyword === undefined ? (["boolean", "number", "string"] as const) : [keyword.type];
    return fc.constantFrom(...types).chain((type) => {
      const values: fc.Arbitrary<Value> =
        type === "boolean" ? fc.boolean() : type === "number" ? vocabulary.numbers : vocabulary.texts;
      return fc
        .tuple(fc.constantFrom(...ANY_OPERATOR[type]), values)
        .map(([operator, value]) => ({ kind: "compare" as const, field, operator, value }));
    });
  });
}

function patterns({ names }: Vocabulary, required: boolean): fc.Arbitrary<NodePattern> {
  const some = fc.record({ name: names, type: names, accountId: names }, { requiredKeys: [], noNullPrototype: true });
  return required ? some.filter((pattern) => Object.keys(pattern).length > 0) : some;
}

function services(vocabulary: Vocabulary, depth: number): fc.Arbitrary<Expression> {
  return fc.record(
    {
      kind: fc.constant("service" as const),
      service: patterns(vocabulary, false),
      filter: inScope("service", vocabulary, depth - 1),
    },
    { requiredKeys: ["kind", "service"], noNullPrototype: true },
  );
}

function edges(vocabulary: Vocabulary, depth: number): fc.Arbitrary<Expression> {
  const pattern = patterns(vocabulary, true);
  return fc.record(
    {
      kind: fc.constant("edge" as const),
      between: fc.tuple(pattern, pattern),
      filter: inScope("edge", vocabulary, depth - 1),
    },
    { requiredKeys: ["kind"], noNullPrototype: true },
  );
}
