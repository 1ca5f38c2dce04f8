import type { Comparison, Field, Operator, Value } from "./expression.ts";
import { findKeyword, KEYWORDS, similar, unsupported, type KeywordType, type Scope } from "./keywords.ts";
import type { FilterProblem } from "./problem.ts";
import type { Token } from "./tokens.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The field that a word names, or why it is not valid here. */
export function checkField(word: Token, scope: Scope): Field | FilterProblem {
  const { from, to, source } = word;
  const annotation = /^annotation\.(.*)$/.exec(word.value)?.[1];
  if (annotation !== undefined || word.value === "annotation") return checkAnnotation(word, annotation ?? "");
  const keyword = findKeyword(word.value);
  if (keyword === undefined) return unknownKeyword(word);
  if (keyword.scopes.includes(scope)) return { keyword: keyword.name };
  if (keyword.name === "root") {
    const message = "root applies to a service, not to a trace or a call.";
    return { message, from, to, fix: 'Write service("pmp-api") { root }.' };
  }
  const message = `${source} applies to a service, not to a call.`;
  return { message, from, to, fix: 'Name the services between the brackets: edge("caller", "called").' };
}

function checkAnnotation({ source, from, to }: Token, key: string): Field | FilterProblem {
  if (key === "" || key.endsWith(".")) {
    const fix = "Write annotation.tier, or annotation[user.tier] for a key with dots.";
    return { message: `${source} has no annotation key.`, from, to, fix };
  }
  if (!key.includes(".")) return { annotation: key };
  return { message: "A key with dots must be in brackets.", from, to, fix: `Write annotation[${key}].` };
}

function unknownKeyword({ value, source, from, to }: Token): FilterProblem {
  const known = unsupported(value);
  if (known !== undefined) {
    return { message: `${source} is not supported locally. ${known.reason}`, from, to, fix: known.fix };
  }
  const words = [...KEYWORDS.map(({ name }) => name), "service", "edge", "group.name", "group.arn"];
  const meant = similar(value, words);
  const fix = meant === undefined ? `Keywords are ${words.join(", ")} and annotation.KEY.` : `Did you mean ${meant}?`;
  return { message: `${source} is not a keyword.`, from, to, fix };
}

const OPERATORS_OF: Readonly<Record<KeywordType, readonly Operator[]>> = {
  boolean: ["=", "!="],
  number: ["=", "!=", "<", "<=", ">", ">="],
  string: ["=", "!=", "CONTAINS", "BEGINSWITH", "ENDSWITH"],
};
const EXAMPLES: Readonly<Record<KeywordType, string>> = {
  boolean: "= true",
  number: "> 0.5",
  string: 'CONTAINS "text"',
};

/** Operators of a type; of any type if it is unknown. */
export function operatorsOf(type: KeywordType | undefined): readonly Operator[] {
  return type === undefined ? [...OPERATORS_OF.number, "CONTAINS", "BEGINSWITH", "ENDSWITH"] : OPERATORS_OF[type];
}

/** The comparison, or why it is invalid. */
export function checkComparison(
  field: Field,
  operator: Operator,
  given: Value,
  range: Range,
): Comparison | FilterProblem {
  const keyword = "keyword" in field ? findKeyword(field.keyword) : undefined;
  const value = keyword?.type === "boolean" ? booleanOf(given) : given;
  const name = "keyword" in field ? field.keyword : `annotation[${field.annotation}]`;
  // An annotation has the type of the value.
  const type = keyword?.type ?? typeOf(value);
  const article = { boolean: "true or false", number: "a number", string: "a text" };
  const fix = `Write, for example, ${name} ${name === "http.status" ? "= 500" : EXAMPLES[type]}.`;
  if (typeOf(value) !== type) {
    return { message: `${name} is ${article[type]}, but is compared with ${article[typeOf(value)]}.`, ...range, fix };
  }
  if (!OPERATORS_OF[type].includes(operator)) {
    const allowed = OPERATORS_OF[type].join(", ");
    return { message: `${operator} does not apply to ${article[type]}; allowed: ${allowed}.`, ...range, fix };
  }
  return { kind: "compare", field, operator, value };
}

function typeOf(value: Value): KeywordType {
  if (typeof value === "boolean") return "boolean";
  return typeof value === "number" ? "number" : "string";
}

/** AWS documents "the string true or false", so quotation marks are allowed. */
function booleanOf(value: Value): Value {
  if (value === "true") return true;
  return value === "false" ? false : value;
}
