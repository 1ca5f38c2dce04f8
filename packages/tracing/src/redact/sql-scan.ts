/** How literals and comments are written. */
export type SqlDialect = "postgresql" | "mysql" | "oracle" | "sqlserver";

/** The tokens relevant to literals and comments; each starts with a different character. */
const WORD = /[\p{L}_@][\p{L}\p{N}_$@#]*/uy;
const NUMBER =
  /(?:0x[\da-f_]+|0b[01_]+|0o[0-7_]+|(?:\d[\d_]*)?\.\d[\d_]*(?:e[+-]?\d+)?|\d[\d_]*\.?(?:e[+-]?\d+)?)[\p{L}\p{N}_$]*/iuy;
const PARAMETER = /\$\d+|\?\d*|:{1,2}[\p{L}_][\p{L}\p{N}_]*|:\d{1,3}(?!\d)|%\(?\w*\)?s/uy;
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const LINE = /[^\r\n]*/y;
const NAME = /^"[\p{L}_][\p{L}\p{N}_$]{0,62}"$/u;
/** Followed by a name, not a value. */
const BEFORE_NAME =
  /^(?:from|join|into|update|table|as|by|on|select|distinct|column|constraint|index|schema|database|exists|returning|using|references|only|set|and|or|not|where|type)$/i;
/** Followed by values, until the statement ends or the next clause starts. */
const BEFORE_VALUES = /^(?:values|in|like|ilike|rlike|regexp|between|then|else|limit|offset)$/i;
const CLAUSE = /^(?:from|where|set|returning|on|order|group|select|into|join|as)$/i;
const BRACKETS: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}", "<": ">" };

/** One pass over a statement. */
class Scan {
  readonly #sql: string;
  readonly #dialect: SqlDialect | undefined;
  #at = 0;
  #out = "";
  /** The last word or sign. */
  #before = "";
  #inValues = false;

  constructor(sql: string, dialect: SqlDialect | undefined) {
    this.#sql = sql;
    this.#dialect = dialect;
  }

  run(): string {
    while (this.#at < this.#sql.length) this.#step();
    return this.#out;
  }

  #step(): void {
    const sign = this.#sql[this.#at] ?? "";
    const next = this.#sql[this.#at + 1] ?? "";
    if (/\s/.test(sign)) this.#copy(1);
    else if (sign === "'") this.#literal(this.#endOfString("'", this.#escapes()));
    else if (sign === '"') this.#doubleQuoted();
    else if (sign === "`") this.#name(this.#endOfName("`"));
    else if (sign === "[" && this.#dialect === "sqlserver") this.#name(this.#endOfName("]"));
    else if (sign === "/" && next === "*") this.#blockComment();
    else if (sign === "-" && next === "-")
      this.#lineComment(this.#dialect === "mysql" && !/\s|^$/.test(this.#sql[this.#at + 2] ?? ""));
    else if (sign === "#") this.#hash(next);
    else if (sign === "$" && this.#dollar()) return;
    else if (/[$?:%]/.test(sign) && this.#match(PARAMETER)) this.#sign(this.#matched);
    else if (/[\d.]/.test(sign) && this.#match(NUMBER)) this.#literal(this.#at + this.#matched.length);
    else if (this.#match(WORD)) this.#word(this.#matched);
    else if (sign === "-" && /[\d.]/.test(next) && /^(?:$|[(,=<>+*/|&:]|\w)/.test(this.#before)) this.#negative();
    else this.#sign(sign);
  }

  #matched = "";
  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    this.#matched = pattern.exec(this.#sql)?.[0] ?? "";
    return this.#matched !== "";
  }

  #copy(length: number): void {
    this.#out += this.#sql.slice(this.#at, this.#at + length);
    this.#at += length;
  }

  #sign(sign: string): void {
    this.#copy(sign.length);
    this.#before = sign.at(-1) ?? "";
    if (sign === ";") this.#inValues = false;
  }

  #literal(end: number): void {
    this.#out += "?";
    this.#at = end;
    this.#before = "?";
  }

  /** A minus that belongs to the number; after a name it is an operator. */
  #negative(): void {
    const keyword = BEFORE_NAME.test(this.#before) || BEFORE_VALUES.test(this.#before);
    if (/^\w/.test(this.#before) && !keyword) this.#sign("-");
    else this.#at += 1;
  }

  #name(end: number): void {
    this.#copy(end - this.#at);
    this.#before = '"';
  }

  /** Treats the rest as a literal: another dialect would end this token elsewhere. */
  #hideRest(): void {
    this.#literal(this.#sql.length);
  }

  #word(word: string): void {
    const wordEnd = this.#at + word.length;
    if (this.#sql[wordEnd] === "'") {
      if (/^n?q$/i.test(word) && (this.#dialect === "oracle" || this.#dialect === undefined)) {
        const open = this.#sql[wordEnd + 1] ?? "";
        const end = this.#sql.indexOf(`${BRACKETS[open] ?? open}'`, wordEnd + 2);
        this.#literal(end < 0 ? this.#sql.length : end + 2);
        return;
      }
      if (/^[enbx]$/i.test(word)) {
        this.#at = wordEnd;
        this.#literal(this.#endOfString("'", /^e$/i.test(word) ? true : this.#escapes()));
        return;
      }
    }
    if (/^u$/i.test(word) && /^&['"]/.test(this.#sql.slice(wordEnd, wordEnd + 2))) {
      const quote = this.#sql[wordEnd + 1] ?? "'";
      this.#at = wordEnd + 1;
      this.#literal(this.#endOfString(quote, false));
      return;
    }
    this.#copy(word.length);
    if (BEFORE_VALUES.test(word)) this.#inValues = true;
    else if (CLAUSE.test(word)) this.#inValues = false;
    this.#before = word;
  }

  /** Whether a backslash in a string escapes; undefined if unknown. */
  #escapes(): boolean | undefined {
    if (this.#dialect === undefined) return undefined;
    return this.#dialect === "mysql";
  }

  /** The index after the closing quote; the end of the text if there is none or dialects differ about it. */
  #endOfString(quote: string, escapes: boolean | undefined): number {
    let at = this.#at + 1;
    for (;;) {
      const end = this.#sql.indexOf(quote, at);
      if (end < 0) return this.#sql.length;
      let slashes = 0;
      while (end - slashes - 1 > this.#at && this.#sql[end - slashes - 1] === "\\") slashes += 1;
      const escaped = slashes % 2 === 1;
      if (escaped && escapes === undefined) return this.#sql.length;
      if (escaped && escapes) at = end + 1;
      else if (this.#sql[end + 1] === quote) at = end + 2;
      else return end + 1;
    }
  }

  #endOfName(quote: string): number {
    const end = this.#sql.indexOf(quote, this.#at + 1);
    return end < 0 ? this.#sql.length : end + 1;
  }

  /** A name, except in MySQL; a literal in an unknown dialect if only a value is possible here. */
  #doubleQuoted(): void {
    if (this.#dialect === "mysql") {
      this.#literal(this.#endOfString('"', true));
      return;
    }
    const end = this.#endOfString('"', this.#dialect === undefined ? undefined : false);
    const name = this.#sql.slice(this.#at, end);
    const password =
      /^(?:by|password)$/i.test(this.#before) && /\b(?:identified\s+by|password)\s*$/i.test(this.#out.slice(-40));
    if (password) this.#literal(end);
    else if (this.#dialect !== undefined) this.#name(end);
    else if (NAME.test(name) && this.#isName(end)) this.#name(end);
    else this.#literal(end);
  }

  #isName(end: number): boolean {
    if (this.#inValues) return false;
    if (/^[=<>!~|+*/%]$/.test(this.#before)) return false;
    if (BEFORE_NAME.test(this.#before) || this.#before === ".") return true;
    if (/^\s*(?:\.|[=<>!]|(?:is|in|like|between|as|asc|desc|from|values)\b)/i.test(this.#sql.slice(end, end + 12)))
      return true;
    return /^(?:[(,"?]|\w+)$/.test(this.#before);
  }

  #lineComment(isMinus: boolean): void {
    if (isMinus) {
      this.#sign("-");
      return;
    }
    this.#match(LINE);
    // If this may not be a comment in some dialect, a quote in it may open a literal.
    if (this.#dialect === undefined && !/^--(?:\s|$)/.test(this.#matched) && this.#matched.includes("'"))
      this.#hideRest();
    else this.#at += this.#matched.length;
  }

  #hash(next: string): void {
    const operator = /[>=<#-]/.test(next);
    if (this.#dialect === "mysql" || (this.#dialect === undefined && !operator)) {
      this.#match(LINE);
      if (this.#dialect === undefined && this.#matched.includes("'")) this.#hideRest();
      else this.#at += this.#matched.length;
    } else this.#sign("#");
  }

  #blockComment(): void {
    const flat = this.#sql.indexOf("*/", this.#at + 2);
    const nested = this.#dialect === "mysql" || this.#dialect === "oracle" ? flat : this.#endOfNested();
    if (this.#dialect === undefined && flat !== nested) this.#hideRest();
    else this.#at = nested < 0 ? this.#sql.length : nested + 2;
  }

  #endOfNested(): number {
    const pattern = /\/\*|\*\//g;
    pattern.lastIndex = this.#at;
    let depth = 0;
    for (let match = pattern.exec(this.#sql); match; match = pattern.exec(this.#sql)) {
      depth += match[0] === "/*" ? 1 : -1;
      if (depth === 0) return match.index;
    }
    return -1;
  }

  /** `$tag$ … $tag$` of PostgreSQL. */
  #dollar(): boolean {
    if (this.#dialect !== undefined && this.#dialect !== "postgresql") return false;
    if (!this.#match(DOLLAR)) return false;
    const end = this.#sql.indexOf(this.#matched, this.#at + this.#matched.length);
    this.#literal(end < 0 ? this.#sql.length : end + this.#matched.length);
    return true;
  }
}

export function scanSql(sql: string, dialect: SqlDialect | undefined): string {
  return new Scan(sql, dialect).run();
}
