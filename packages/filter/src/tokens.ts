import type { FilterProblem } from "./problem.ts";

export type TokenKind = "word" | "text" | "number" | "operator" | "key" | "json";

/** A token of a filter expression. */
export interface Token {
  /**
   * `word`: a keyword, AND, OR, true, false; `text`: in quotation marks; `key`: the key in brackets of `annotation[key]`,
   * brackets included; `operator`: operators, brackets and other signs; `json`: `#` with what belongs to it.
   */
  readonly kind: TokenKind;
  /** The source text. */
  readonly source: string;
  /** The value: without quotation marks and escapes; the digits of a number; a word in lower case, except annotation keys. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** Characters that are not part of a token. */
  readonly problems: readonly FilterProblem[];
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_][\w.]*/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const UNIT = /[A-Za-z_%][\w%]*/y;
const OPERATOR = /!=|<=|>=|[=<>!(){},:]/y;
/** Syntax of other languages, with the equivalent here. */
const FOREIGN = /==|<>|=~|&&|\|\||'[^']*'?/y;
const EQUIVALENT: Readonly<Record<string, string>> = {
  "==": "=",
  "<>": "!=",
  "=~": "CONTAINS",
  "&&": "AND",
  "||": "OR",
};

/**
 * Splits a filter expression into tokens. Never throws: invalid characters are skipped and reported.
 *
 * @param expression the source text
 */
export function tokenize(expression: string): Tokens {
  const tokens: Token[] = [];
  const problems: FilterProblem[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(expression)?.[0];
  };
  const push = (kind: TokenKind, source: string, value: string): void => {
    tokens.push({ kind, source, value, from: at, to: at + source.length });
    at += source.length;
  };
  const refuse = (source: string, message: string, fix?: string): void => {
    problems.push({ message, from: at, to: at + source.length, ...(fix !== undefined && { fix }) });
    at += source.length;
  };

  while (at < expression.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const first = expression.charAt(at);
    const foreign = take(FOREIGN);
    const word = take(WORD);
    const number = take(NUMBER);
    const operator = take(OPERATOR);
    if (foreign !== undefined) readForeign(foreign);
    else if (first === '"') readText();
    else if (first === "[") readKey();
    else if (first === "#") push("json", jsonAt(expression, at), "");
    else if (word !== undefined) push("word", word, meaning(word));
    else if (number !== undefined) readNumber(number);
    else if (operator !== undefined) push("operator", operator, operator);
    else refuse(String.fromCodePoint(expression.codePointAt(at) ?? 0), `Unexpected ${JSON.stringify(first)}.`);
  }
  return { tokens, problems };

  /** The meaning is clear, so that the rest can be checked too. */
  function readForeign(source: string): void {
    const isText = source.startsWith("'");
    const value = isText ? source.slice(1).replace(/'$/, "") : (EQUIVALENT[source] ?? source);
    const message = isText
      ? "Text must be in double quotation marks, not single ones."
      : `${source} is not an operator.`;
    const fix = `Write ${isText ? JSON.stringify(value) : value}.`;
    problems.push({ message, from: at, to: at + source.length, fix });
    push(isText ? "text" : /^\w/.test(value) ? "word" : "operator", source, value.toLowerCase());
  }

  function readText(): void {
    let end = at + 1;
    let value = "";
    while (end < expression.length && expression.charAt(end) !== '"') {
      const next = expression.charAt(end + 1);
      // A backslash before anything else is a backslash, as in a Windows path.
      if (expression.charAt(end) === "\\" && (next === '"' || next === "\\")) end += 1;
      value += expression.charAt(end);
      end += 1;
    }
    if (end < expression.length) push("text", expression.slice(at, end + 1), value);
    else refuse(expression.slice(at), "The text is not closed.", 'Close it with a quotation mark: ".');
  }

  function readKey(): void {
    const end = expression.indexOf("]", at);
    if (end === -1) {
      refuse(expression.slice(at), "The bracket is not closed.", "Close it: annotation[user.tier].");
      return;
    }
    const source = expression.slice(at, end + 1);
    const key = source.slice(1, -1).trim();
    if (key === "" || /["'[\s]/.test(key)) {
      const fix = "Write the key without quotation marks and spaces: annotation[user.tier].";
      problems.push({ message: `${source} is not a valid annotation key.`, from: at, to: end + 1, fix });
    }
    push("key", source, key);
  }

  function readNumber(source: string): void {
    at += source.length;
    const unit = take(UNIT) ?? "";
    at -= source.length;
    const whole = source + unit;
    const isNumber = unit === "" && Number.isFinite(Number(source));
    if (!isNumber) {
      const fix = "Write numbers without a unit. Times are in seconds: 0.25 is a quarter of a second.";
      const message = unit === "" ? `${source} is too large a number.` : `${whole} is not a number.`;
      problems.push({ message, from: at, to: at + whole.length, fix });
    }
    push("number", whole, isNumber ? source : "0");
  }
}

/** Keywords are case-insensitive (`responseTime` in AWS's examples); annotation keys are not. */
function meaning(word: string): string {
  const dot = word.indexOf(".");
  const head = word.slice(0, dot === -1 ? undefined : dot).toLowerCase();
  return head === "annotation" && dot !== -1 ? `${head}${word.slice(dot)}` : word.toLowerCase();
}

/** `#` with the JSON after it, up to its closing bracket. */
function jsonAt(expression: string, at: number): string {
  let depth = 0;
  for (let end = at + 1; end < expression.length; end++) {
    const char = expression.charAt(end);
    if (char === "[" || char === "{") depth += 1;
    if (char === "]" || char === "}") depth -= 1;
    if (depth === 0 && /[\]}]/.test(char)) return expression.slice(at, end + 1);
    if (depth < 0) return expression.slice(at, end);
  }
  return expression.slice(at);
}
