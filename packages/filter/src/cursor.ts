import type { Field } from "./expression.ts";
import { findKeyword, type Scope } from "./keywords.ts";
import type { Token } from "./tokens.ts";

/** What may follow at a position in an expression. */
export interface Cursor {
  readonly expects: "condition" | "operator" | "value" | "node" | "id" | "id value" | "joiner";
  readonly scope: Scope;
  /** For `operator` and `value`: the compared field; absent for a group or an unknown word. */
  readonly field?: Field;
  /** The last keyword: of a field, service, edge, group.name, or a part of id(). */
  readonly word?: string;
  /** For `joiner`: whether a condition in braces may follow. */
  readonly braces?: boolean;
}

type Bracket =
  { readonly kind: "group" | "nodes" | "id"; readonly of: string } | { readonly kind: "braces"; readonly of: Scope };

const COMPARES = new Set(["=", "!=", "<", "<=", ">", ">=", "contains", "beginswith", "endswith"]);

/** The cursor after these tokens. Invalid ones are skipped: while it is typed, an expression is mostly incomplete. */
export function cursorAfter(tokens: readonly Token[]): Cursor {
  const brackets: Bracket[] = [];
  let cursor: Cursor = { expects: "condition", scope: "trace" };
  for (const [index, token] of tokens.entries()) {
    const inner = brackets.at(-1);
    const scope = brackets.findLast((bracket) => bracket.kind === "braces")?.of ?? "trace";
    cursor = step(cursor, token, tokens[index - 1], { inner, scope, brackets });
  }
  return cursor;
}

interface Context {
  readonly inner: Bracket | undefined;
  readonly scope: Scope;
  readonly brackets: Bracket[];
}

function step(cursor: Cursor, token: Token, previous: Token | undefined, { inner, scope, brackets }: Context): Cursor {
  const { word } = cursor;
  if (token.kind === "operator") {
    switch (token.value) {
      case "(": {
        const opener = previous?.kind === "word" ? previous.value : "";
        const kind = opener === "service" || opener === "edge" ? "nodes" : opener === "id" ? "id" : "group";
        brackets.push({ kind, of: opener });
        if (kind === "group") return { expects: "condition", scope };
        return { expects: kind === "id" ? "id" : "node", scope, word: opener };
      }
      case "{": {
        const of = word === "edge" ? "edge" : "service";
        brackets.push({ kind: "braces", of });
        return { expects: "condition", scope: of };
      }
      case ")":
      case "}": {
        brackets.pop();
        const outer = brackets.findLast((bracket) => bracket.kind === "braces")?.of ?? "trace";
        const closed = inner?.kind === "nodes" ? inner.of : undefined;
        return { expects: "joiner", scope: outer, ...(closed !== undefined && { word: closed, braces: true }) };
      }
      case ",":
        return { expects: inner?.kind === "id" ? "id" : "node", scope, ...(inner !== undefined && { word: inner.of }) };
      case ":":
        return { expects: "id value", scope, ...(previous?.kind === "word" && { word: previous.value }) };
      case "!":
        return { expects: "condition", scope };
      default:
        return { ...cursor, expects: "value", scope };
    }
  }
  if (token.kind === "key")
    return { expects: "operator", scope, field: { annotation: token.value }, word: "annotation" };
  if (token.kind !== "word") return { expects: "joiner", scope };
  if (token.value === "and" || token.value === "or" || token.value === "not") return { expects: "condition", scope };
  if (COMPARES.has(token.value)) return { ...cursor, expects: "value", scope };
  if (cursor.expects === "value" || inner?.kind === "nodes" || inner?.kind === "id") {
    return { expects: "joiner", scope, word: token.value };
  }
  const annotation = /^annotation\.(.+)$/.exec(token.value)?.[1];
  const field = annotation !== undefined ? { annotation } : findKeyword(token.value) && { keyword: token.value };
  return { expects: "operator", scope, word: token.value, ...(field !== undefined && { field }) };
}
