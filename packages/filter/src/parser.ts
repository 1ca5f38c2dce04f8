import {
  join,
  type Expression,
  type Field,
  type Filter,
  type NodePattern,
  type Operator,
  type Value,
} from "./expression.ts";
import { checkComparison, checkField } from "./checks.ts";
import { resolveGroup, type FilterGroup } from "./groups.ts";
import type { Scope } from "./keywords.ts";
import { FilterError, type FilterProblem } from "./problem.ts";
import { Stop, TokenReader } from "./token-reader.ts";
import { tokenize, type Token } from "./tokens.ts";

/** Maximum nesting of brackets, so that no text can exhaust the stack. */
const MAX_DEPTH = 50;

/**
 * Parses a filter expression as AWS documents it
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html). AND binds more tightly than OR; two
 * adjacent conditions mean AND, as in AWS's example `ok !partial duration <3`.
 *
 * @param expression an empty one matches every trace
 * @param groups the groups for `group.name` and `group.arn`; without the list they are not looked up, and match nothing
 * @throws FilterError with all problems
 */
export function parseFilter(expression: string, groups?: readonly FilterGroup[]): Filter {
  return parseWithin(expression, groups, []);
}

function parseWithin(
  expression: string,
  groups: readonly FilterGroup[] | undefined,
  within: readonly string[],
): Filter {
  const { tokens, problems } = tokenize(expression);
  const parser = new Parser(expression, tokens, (by, value, position) => {
    const parse = (text: string, names: readonly string[]): Filter => parseWithin(text, groups, names);
    return resolveGroup({ by, value, position, groups, within, parse });
  });
  const root = tokens.length === 0 ? undefined : parser.parse();
  // After an invalid token, the place where parsing stopped is misleading; the other problems are still valid.
  const all = [...problems, ...parser.problems, ...(problems.length === 0 ? parser.stop : [])];
  if (all.length > 0) throw new FilterError(all);
  return { expression, ...(root !== undefined && { root }), tokens };
}

type GroupReader = (by: "name" | "arn", value: string, position: Token) => Filter | FilterProblem | undefined;

const WORD_OPERATORS = new Map<string, Operator>([
  ["contains", "CONTAINS"],
  ["beginswith", "BEGINSWITH"],
  ["endswith", "ENDSWITH"],
]);
const SIGN_OPERATORS = new Set<string>(["=", "!=", "<", "<=", ">", ">="]);

const TOO_DEEP = `Conditions are nested more than ${MAX_DEPTH} deep.`;
const CONDITION = "Write one: fault, or http.status = 500.";
const EXAMPLE = { service: 'Write service("pmp-api").', edge: 'Write edge("caller", "called").' } as const;

/** Placeholder for an invalid condition, so that parsing can continue. */
const INVALID: Expression = { kind: "and", parts: [] };

class Parser extends TokenReader {
  readonly #groups: GroupReader;
  #depth = 0;

  constructor(expression: string, tokens: readonly Token[], groups: GroupReader) {
    super(expression.length, tokens);
    this.#groups = groups;
  }

  parse(): Expression | undefined {
    try {
      const root = this.#or("trace");
      const rest = this.peek();
      if (rest !== undefined) this.end(`Unexpected ${rest.source}.`);
      return root;
    } catch (error) {
      if (error instanceof Stop) return undefined;
      throw error;
    }
  }

  #or(scope: Scope): Expression {
    const parts: [Expression, ...Expression[]] = [this.#and(scope)];
    while (this.takeWord("or")) parts.push(this.#and(scope));
    return join("or", parts);
  }

  #and(scope: Scope): Expression {
    const parts: [Expression, ...Expression[]] = [this.#unary(scope)];
    while (this.takeWord("and") || this.#startsCondition()) parts.push(this.#unary(scope));
    return join("and", parts);
  }

  #startsCondition(): boolean {
    const next = this.peek();
    if (next?.kind === "word") return next.value !== "or";
    return next?.kind === "operator" && (next.value === "!" || next.value === "(");
  }

  #unary(scope: Scope): Expression {
    let signs = 0;
    for (let next = this.peek(); next !== undefined; next = this.peek()) {
      if (next.kind === "word" && next.value === "not") {
        this.problem(next, "NOT is not supported.", "Write !, as in !fault or !(fault OR error).");
      } else if (next.kind !== "operator" || next.value !== "!") break;
      this.next();
      signs += 1;
      if (signs > MAX_DEPTH) this.end(TOO_DEEP, "Remove brackets, or split the expression.");
    }
    let part = this.#primary(scope);
    for (; signs > 0; signs--) part = { kind: "not", part };
    return part;
  }

  #primary(scope: Scope): Expression {
    const next = this.peek();
    if (this.takeOperator("(")) return this.#nested(scope, ")");
    if (next?.kind !== "word") return this.missing("A condition", CONDITION);
    if (next.value === "and" || next.value === "or") {
      return this.missing("A condition", `${next.source} joins two conditions. ${CONDITION}`);
    }
    this.next();
    if (next.value === "service" || next.value === "edge") return this.#nodes(next, scope);
    if (next.value === "group.name" || next.value === "group.arn") return this.#group(next, scope);
    return this.#condition(next, scope);
  }

  /** The content of brackets, after the opening one. */
  #nested(scope: Scope, close: string): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.end(TOO_DEEP, "Remove brackets, or split the expression.");
    const inner = this.#or(scope);
    if (!this.takeOperator(close)) this.missing(`A closing ${close}`);
    this.#depth -= 1;
    return inner;
  }

  #nodes(word: Token, scope: Scope): Expression {
    if (scope !== "trace") {
      this.problem(word, `${word.source} is not allowed inside ${scope}() { }.`, "Combine the two with AND.");
    }
    const kind = word.value === "edge" ? "edge" : "service";
    const next = this.peek();
    const opens = next?.kind === "operator" && (next.value === "(" || (kind === "service" && next.value === "{"));
    if (!opens) this.missing(`An opening ( after ${kind}`, EXAMPLE[kind]);
    const patterns = this.takeOperator("(") ? this.#patterns() : [];
    const wanted = kind === "edge" ? 2 : 1;
    if (patterns.length > 0 && patterns.length !== wanted) {
      const names = wanted === 1 ? "one name" : "two names";
      this.problem(word, `${kind}() takes ${names}, got ${patterns.length}.`, EXAMPLE[kind]);
    }
    const filter = this.takeOperator("{") ? { filter: this.#nested(kind, "}") } : {};
    const [first, second] = patterns;
    if (kind === "service") return { kind, service: first ?? {}, ...filter };
    return { kind, ...(first !== undefined && second !== undefined && { between: [first, second] }), ...filter };
  }

  #patterns(): NodePattern[] {
    const patterns: NodePattern[] = [];
    if (this.takeOperator(")")) return patterns;
    do {
      const next = this.next();
      if (next?.kind === "text") patterns.push({ name: next.value });
      else if (next?.kind === "word" && next.value === "id") patterns.push(this.#id(next));
      else this.missing("A name", 'Write "pmp-api" or id(name: "pmp-api", type: "AWS::EKS::Container").', next);
    } while (this.takeOperator(","));
    if (!this.takeOperator(")")) this.missing("A closing )");
    return patterns;
  }

  #id(word: Token): NodePattern {
    const parts: Record<string, string> = {};
    if (!this.takeOperator("(")) this.missing("An opening ( after id");
    do {
      const key = this.next();
      if (key?.kind !== "word" || !["name", "type", "account.id"].includes(key.value)) {
        return this.missing("name:, type: or account.id:", undefined, key);
      }
      if (!this.takeOperator(":")) this.missing(`A : after ${key.source}`);
      const value = this.next();
      if (value?.kind !== "text")
        return this.missing(`A value in quotation marks after ${key.source}:`, undefined, value);
      if (key.value in parts) this.problem(key, `${key.source} is given twice.`, "Leave one out.");
      parts[key.value] = value.value;
    } while (this.takeOperator(","));
    if (!this.takeOperator(")")) this.missing(`A closing ) of ${word.source}`);
    const { name, type, "account.id": accountId } = parts;
    return {
      ...(name !== undefined && { name }),
      ...(type !== undefined && { type }),
      ...(accountId !== undefined && { accountId }),
    };
  }

  #group(word: Token, scope: Scope): Expression {
    if (scope !== "trace") {
      this.problem(word, `${word.source} is not allowed inside ${scope}() { }.`, "Combine the two with AND.");
    }
    const by = word.value === "group.arn" ? "arn" : "name";
    const fix = `Write ${word.source} = ${by === "arn" ? '"arn:aws:xray:…"' : '"slow"'}.`;
    const operator = this.next();
    if (operator?.kind !== "operator" || !["=", "!="].includes(operator.value)) {
      return this.missing(`= or != after ${word.source}`, fix, operator);
    }
    const value = this.next();
    if (value?.kind !== "text") return this.missing(`The ${by} of a group in quotation marks`, fix, value);
    const found = this.#groups(by, value.value, value);
    if (found !== undefined && "message" in found) {
      this.problems.push(found);
      return INVALID;
    }
    const group: Expression = { kind: "group", by, value: value.value, ...(found !== undefined && { filter: found }) };
    return operator.value === "=" ? group : { kind: "not", part: group };
  }

  #condition(word: Token, scope: Scope): Expression {
    const key = word.value === "annotation" && this.peek()?.kind === "key" ? this.next() : undefined;
    const range = { from: word.from, to: key?.to ?? word.to };
    const field: Field | FilterProblem = key === undefined ? checkField(word, scope) : { annotation: key.value };
    if ("message" in field) this.problems.push(field);
    const operator = this.#operator();
    if (operator === undefined) {
      if ("message" in field) this.#skipBraces();
      return "message" in field ? INVALID : { kind: "set", field };
    }
    const value = this.#value(operator, "message" in field);
    if ("message" in field || value === undefined) return INVALID;
    const checked = checkComparison(field, operator, value.value, { ...range, to: value.token.to });
    if (!("message" in checked)) return checked;
    this.problems.push(checked);
    return INVALID;
  }

  #operator(): Operator | undefined {
    const next = this.peek();
    const word = next?.kind === "word" ? WORD_OPERATORS.get(next.value) : undefined;
    const sign = next?.kind === "operator" && SIGN_OPERATORS.has(next.value);
    if (word === undefined && !sign) return undefined;
    this.next();
    return word ?? (next?.value as Operator);
  }

  /** @param invalid whether the keyword is invalid: then any value is accepted */
  #value(operator: Operator, invalid: boolean): { value: Value; token: Token } | undefined {
    const token = this.next();
    if (token?.kind === "text") return { value: token.value, token };
    if (token?.kind === "number") return { value: Number(token.value), token };
    if (token?.kind === "word" && (token.value === "true" || token.value === "false")) {
      return { value: token.value === "true", token };
    }
    if (token?.kind === "word" && !["and", "or", "not"].includes(token.value)) {
      this.problem(token, "Text must be in double quotation marks.", `Write ${JSON.stringify(token.source)}.`);
      return undefined;
    }
    if (token?.kind === "json" && invalid) return undefined;
    return this.missing(
      `A value after ${operator}`,
      'Write a number, "text" in quotation marks, true or false.',
      token,
    );
  }

  /** Skips the condition in braces after an invalid keyword. */
  #skipBraces(): void {
    if (!this.takeOperator("{")) return;
    for (let depth = 1; depth > 0;) {
      const next = this.next();
      if (next === undefined) return;
      if (next.value === "{" && next.kind === "operator") depth += 1;
      if (next.value === "}" && next.kind === "operator") depth -= 1;
    }
  }
}
