import { isRecord, json, list, record } from "../../kit/read.ts";

/** One statement of an IAM policy document, with single values as lists. */
export interface Statement {
  /** Its path in the document, such as `Statement[0]`. */
  readonly path: string;
  readonly effect: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whether it uses NotAction, NotResource or NotPrincipal. */
  readonly negated: readonly string[];
  /** Principals by kind: AWS, Service, Federated; `*` for anyone. */
  readonly principals: ReadonlyMap<string, readonly string[]>;
  /** Operator, key and values of each condition. */
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * The statements of an IAM policy document, given as JSON text or as an object; undefined when it isn't one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function statements(document: unknown): Statement[] | undefined {
  const parsed = json(document);
  if (!isRecord(parsed)) return undefined;
  return list(parsed.Statement).map((value, index) => statement(record(value), `Statement[${index}]`));
}

function statement(value: Readonly<Record<string, unknown>>, path: string): Statement {
  return {
    path,
    effect: value.Effect,
    actions: list(value.Action).map(String),
    resources: list(value.Resource).map(String),
    negated: ["NotAction", "NotResource", "NotPrincipal"].filter((key) => key in value),
    principals: principals(value.Principal),
    conditions: Object.entries(record(value.Condition)).flatMap(([operator, keys]) =>
      Object.entries(record(keys)).map(([key, values]) => ({ operator, key, values: list(values).map(String) })),
    ),
  };
}

function principals(value: unknown): Map<string, readonly string[]> {
  if (typeof value === "string") return new Map([["*", [value]]]);
  return new Map(Object.entries(record(value)).map(([kind, names]) => [kind, list(names).map(String)]));
}

/** Whether a statement's action, which may have wildcards, includes the action. */
export function allows(pattern: string, action: string): boolean {
  const escaped = pattern.split("").map((char) => {
    if (char === "*") return ".*";
    return char === "?" ? "." : char.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${escaped.join("")}$`, "i").test(action);
}
