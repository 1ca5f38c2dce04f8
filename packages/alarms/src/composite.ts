import { AlarmError } from "./error.ts";
import type { AlarmState } from "./missing-data.ts";

/** The rule of a composite alarm. */
export type Rule =
  | { readonly kind: "state"; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "not"; readonly part: Rule }
  | { readonly kind: "and" | "or"; readonly parts: readonly [Rule, Rule] };

const TOKEN = /\s*(?:(\(|\))|"([^"]*)"|([^\s()"]+))/y;

interface Token {
  readonly kind: "sign" | "name" | "word";
  readonly text: string;
}

/**
 * Parses an `AlarmRule`. AND binds more than OR, NOT most of all.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 *
 * @throws AlarmError when it is none
 */
export function parseRule(text: string): Rule {
  return new RuleParser(tokensOf(text), text).parse();
}

/**
 * The state of a composite alarm, by the states of the alarms that its rule names. An alarm that is not there is in no state.
 *
 * @throws AlarmError when the rule can't be parsed
 */
export function evaluateComposite(rule: string, states: ReadonlyMap<string, AlarmState>): AlarmState {
  return holds(parseRule(rule), states) ? "ALARM" : "OK";
}

function holds(rule: Rule, states: ReadonlyMap<string, AlarmState>): boolean {
  switch (rule.kind) {
    case "constant":
      return rule.value;
    case "state":
      return states.get(rule.alarm) === rule.state;
    case "not":
      return !holds(rule.part, states);
    case "and":
      return rule.parts.every((part) => holds(part, states));
    case "or":
      return rule.parts.some((part) => holds(part, states));
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new AlarmError(`AlarmRule: unexpected sign at character ${at + 1} of ${text}`);
    const [, sign, name, word = ""] = match;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "word", text: word });
  }
  return tokens;
}

const STATES: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies AlarmState[];

class RuleParser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #next = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  parse(): Rule {
    const rule = this.#or();
    if (this.#next < this.#tokens.length) this.#refuse();
    return rule;
  }

  #or(): Rule {
    let rule = this.#and();
    while (this.#word("OR")) rule = { kind: "or", parts: [rule, this.#and()] };
    return rule;
  }

  #and(): Rule {
    let rule = this.#not();
    while (this.#word("AND")) rule = { kind: "and", parts: [rule, this.#not()] };
    return rule;
  }

  #not(): Rule {
    return this.#word("NOT") ? { kind: "not", part: this.#not() } : this.#primary();
  }

  #primary(): Rule {
    if (this.#sign("(")) {
      const rule = this.#or();
      this.#close();
      return rule;
    }
    for (const value of [true, false]) {
      if (this.#word(String(value).toUpperCase())) return { kind: "constant", value };
    }
    const state = this.#tokens[this.#next];
    if (state?.kind !== "word" || !isState(state.text)) return this.#refuse();
    this.#next += 1;
    if (!this.#sign("(")) this.#refuse();
    const alarm = this.#tokens[this.#next];
    if (alarm === undefined || alarm.kind === "sign") return this.#refuse();
    this.#next += 1;
    this.#close();
    // An ARN names the same alarm.
    return {
      kind: "state",
      state: state.text,
      alarm: alarm.text.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, ""),
    };
  }

  #close(): void {
    if (!this.#sign(")")) this.#refuse();
  }

  #word(text: string): boolean {
    return this.#take("word", text);
  }

  #sign(text: string): boolean {
    return this.#take("sign", text);
  }

  #take(kind: Token["kind"], text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #refuse(): never {
    const found = this.#tokens[this.#next]?.text;
    throw new AlarmError(
      `AlarmRule: ${found === undefined ? "it ends too early" : `unexpected ${found}`}: ${this.#text}`,
    );
  }
}

function isState(text: string): text is AlarmState {
  return STATES.includes(text);
}
