/**
 * Reads X-Ray's filter expressions, as far as to say whether they are well formed.
 * https://docs.aws.amazon.com/xray/latest/devguide/aws-xray-interface-console.html#xray-console-filters
 */
const BOOLEANS = ["ok", "error", "fault", "throttle", "partial", "inferred", "first", "last", "remote", "root"];
const NUMBERS = ["responsetime", "duration", "http.status", "index", "coverage"];
const TEXTS = [
  "http.url",
  "http.method",
  "http.useragent",
  "http.clientip",
  "user",
  "name",
  "type",
  "message",
  "availabilityzone",
  "instance.id",
  "resource.arn",
  "group.name",
  "group.arn",
];

const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];
const TEXT_OPERATORS = ["=", "!=", "CONTAINS", "BEGINSWITH", "ENDSWITH"];

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)(?![A-Za-z_])|(!=|<=|>=|[=<>!(){}[\],:])|([A-Za-z_][\w.-]*))/y;

interface Token {
  readonly kind: "text" | "number" | "sign" | "word" | "end";
  readonly value: string;
  /** Position in the expression, from 1. */
  readonly column: number;
}

class Malformed extends Error {}

/** What is wrong with an expression; undefined when it is well formed. An empty one is: it matches every trace. */
export function filterExpressionProblem(expression: string): string | undefined {
  try {
    const reader = new Reader(tokens(expression));
    if (reader.peek().kind !== "end") anyOf(reader);
    if (reader.peek().kind !== "end") throw unexpected(reader.peek());
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

function tokens(expression: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  while (expression.slice(end).trim() !== "") {
    const match = TOKEN.exec(expression);
    if (match === null) {
      const column = end + expression.slice(end).search(/\S/) + 1;
      throw new Malformed(`column ${column}: ${expression.slice(column - 1, column + 11)} can't be read`);
    }
    const [, text, number, sign, word] = match;
    const value = text ?? number ?? sign ?? word ?? "";
    const kind = text !== undefined ? "text" : number !== undefined ? "number" : sign !== undefined ? "sign" : "word";
    found.push({ kind, value, column: TOKEN.lastIndex - value.length + 1 });
    end = TOKEN.lastIndex;
  }
  return [...found, { kind: "end", value: "the end", column: expression.length + 1 }];
}

class Reader {
  #next = 0;
  readonly #tokens: readonly Token[];

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] ?? { kind: "end", value: "the end", column: 1 };
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** Takes the next token if it is that sign or word. */
  takes(value: string): boolean {
    const { kind, value: next } = this.peek();
    const same = kind === "sign" ? next === value : kind === "word" && next.toUpperCase() === value.toUpperCase();
    if (same) this.#next += 1;
    return same;
  }

  expect(value: string): void {
    if (!this.takes(value)) throw unexpected(this.peek(), value);
  }
}

function unexpected({ column, value }: Token, instead?: string): Malformed {
  return new Malformed(
    `column ${column}: ${value} ${instead === undefined ? "is not expected here" : `where ${instead} must be`}`,
  );
}

function anyOf(reader: Reader): void {
  do allOf(reader);
  while (reader.takes("OR"));
}

/** Terms with AND between them, or nothing, which means the same. */
function allOf(reader: Reader): void {
  const ends = () => {
    const { kind, value } = reader.peek();
    return (
      kind === "end" ||
      (kind === "sign" && [")", "}"].includes(value)) ||
      (kind === "word" && value.toUpperCase() === "OR")
    );
  };
  do term(reader);
  while (reader.takes("AND") || !ends());
}

function term(reader: Reader): void {
  if (reader.takes("!")) {
    term(reader);
    return;
  }
  if (reader.takes("(")) {
    anyOf(reader);
    reader.expect(")");
    return;
  }
  const word = reader.take();
  if (word.kind !== "word") throw unexpected(word, "a keyword");
  keyword(word, reader);
}

function keyword(word: Token, reader: Reader): void {
  const name = word.value.toLowerCase();
  if (name === "service") node(reader, 0, 1);
  else if (name === "edge") node(reader, 2, 2);
  else if (name === "annotation" || name.startsWith("annotation.")) annotation(name, reader);
  else if (name.startsWith("rootcause.")) anyValue(reader);
  else if (BOOLEANS.includes(name)) {
    if (reader.takes("=") || reader.takes("!=")) truth(reader);
  } else if (NUMBERS.includes(name)) {
    operator(reader, COMPARISONS);
    value(reader, "number");
  } else if (TEXTS.includes(name)) {
    operator(reader, TEXT_OPERATORS);
    value(reader, "text");
  } else throw new Malformed(`column ${word.column}: ${word.value} is no keyword of X-Ray`);
}

/** `service("a") { … }`, `edge("a", "b") { … }`; each name may be `id(name: "a", type: "b")`. */
function node(reader: Reader, least: number, most: number): void {
  reader.expect("(");
  let count = 0;
  while (!reader.takes(")")) {
    if (count === most) throw unexpected(reader.peek(), ")");
    if (count > 0) reader.expect(",");
    named(reader);
    count += 1;
  }
  if (count < least) throw unexpected(reader.peek(), `${least} names in front`);
  if (!reader.takes("{")) return;
  if (reader.takes("}")) return;
  anyOf(reader);
  reader.expect("}");
}

function named(reader: Reader): void {
  if (!reader.takes("id")) {
    value(reader, "text");
    return;
  }
  reader.expect("(");
  do {
    const member = reader.take();
    if (!["name", "type", "account.id"].includes(member.value.toLowerCase()))
      throw unexpected(member, "name, type or account.id");
    reader.expect(":");
    value(reader, "text");
  } while (reader.takes(","));
  reader.expect(")");
}

/** `annotation.key`, or `annotation[key]` for keys with dots. */
function annotation(name: string, reader: Reader): void {
  if (name === "annotation") {
    reader.expect("[");
    const key = reader.take();
    if (key.kind !== "word" && key.kind !== "text") throw unexpected(key, "the annotation's key");
    reader.expect("]");
  }
  anyValue(reader);
}

/** Something whose value may be of any kind, or that is only asked to be there. */
function anyValue(reader: Reader): void {
  const { kind, value: next } = reader.peek();
  const compared = [...COMPARISONS, ...TEXT_OPERATORS].includes(kind === "word" ? next.toUpperCase() : next);
  if (!compared || kind === "text") return;
  reader.take();
  const given = reader.peek();
  if (given.kind === "word") truth(reader);
  else if (given.kind === "text" || given.kind === "number") reader.take();
  else throw unexpected(given, "a value");
}

function truth(reader: Reader): void {
  if (!reader.takes("true") && !reader.takes("false")) throw unexpected(reader.peek(), "true or false");
}

function operator(reader: Reader, allowed: readonly string[]): void {
  const token = reader.take();
  if (!allowed.includes(token.value.toUpperCase())) throw unexpected(token, `one of ${allowed.join(" ")}`);
}

function value(reader: Reader, kind: "text" | "number"): void {
  const token = reader.take();
  if (token.kind !== kind) throw unexpected(token, kind === "text" ? "a text in quotes" : "a number");
}
