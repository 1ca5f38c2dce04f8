import { AlarmError } from "../error.ts";

export const OPERATORS = ["OR", "||", "AND", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/"] as const;
export type Operator = (typeof OPERATORS)[number];

/** An expression of metric math, as far as alarms on trace counts use it. */
export type MathExpression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "id"; readonly id: string }
  | {
      readonly kind: "operation";
      readonly operator: Operator;
      readonly left: MathExpression;
      readonly right: MathExpression;
    }
  | { readonly kind: "call"; readonly name: MathFunction; readonly args: readonly MathExpression[] };

/** Functions that are evaluated, with the number of their arguments. */
export const FUNCTIONS = { FILL: [2, 2], IF: [2, 3] } as const;
export type MathFunction = keyof typeof FUNCTIONS;

/** From the weakest to the strongest. */
const LEVELS: readonly (readonly Operator[])[] = [
  ["OR", "||"],
  ["AND", "&&"],
  ["==", "!=", "<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/"],
];

const TOKEN = /\s*(\d+\.?\d*|\.\d+|[A-Za-z_]\w*|\|\||&&|==|!=|<=|>=|[<>+\-*/(),])/y;

/**
 * Parses metric math: arithmetic, comparisons, AND, OR, FILL with a number and IF.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * @throws AlarmError for everything else
 */
export function parseMath(text: string): MathExpression {
  return new MathParser(tokensOf(text), text).parse();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new AlarmError(`Expression: unexpected sign at character ${at + 1} of ${text}`);
    tokens.push(token);
  }
  return tokens;
}

class MathParser {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #next = 0;

  constructor(tokens: readonly string[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  parse(): MathExpression {
    const expression = this.#level(0);
    if (this.#next < this.#tokens.length) this.#refuse();
    return expression;
  }

  #level(index: number): MathExpression {
    const operators = LEVELS[index];
    if (operators === undefined) return this.#primary();
    let left = this.#level(index + 1);
    for (;;) {
      const operator = operators.find((one) => one === this.#tokens[this.#next]);
      if (operator === undefined) return left;
      this.#next += 1;
      left = { kind: "operation", operator, left, right: this.#level(index + 1) };
    }
  }

  #primary(): MathExpression {
    const token = this.#tokens[this.#next];
    if (token === undefined) return this.#refuse();
    this.#next += 1;
    if (/^[\d.]/.test(token)) return { kind: "number", value: Number(token) };
    if (token === "-") {
      return { kind: "operation", operator: "-", left: { kind: "number", value: 0 }, right: this.#primary() };
    }
    if (token === "(") {
      const inner = this.#level(0);
      this.#expect(")");
      return inner;
    }
    if (/^[a-z]/.test(token)) return { kind: "id", id: token };
    if (!isFunction(token)) {
      this.#next -= 1;
      return this.#refuse();
    }
    this.#expect("(");
    const args = [this.#level(0)];
    while (this.#tokens[this.#next] === ",") {
      this.#next += 1;
      args.push(this.#level(0));
    }
    this.#expect(")");
    const [least, most] = FUNCTIONS[token];
    if (args.length < least || args.length > most) {
      throw new AlarmError(
        `Expression: ${token} takes ${least === most ? least : `${least} to ${most}`} arguments: ${this.#text}`,
      );
    }
    return { kind: "call", name: token, args };
  }

  #expect(token: string): void {
    if (this.#tokens[this.#next] !== token) this.#refuse();
    this.#next += 1;
  }

  #refuse(): never {
    const found = this.#tokens[this.#next];
    throw new AlarmError(
      `Expression: ${found === undefined ? "it ends too early" : `unexpected ${found}`}: ${this.#text}`,
    );
  }
}

function isFunction(text: string): text is MathFunction {
  return Object.hasOwn(FUNCTIONS, text);
}
