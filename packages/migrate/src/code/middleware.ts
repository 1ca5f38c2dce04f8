import type { Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import type { Edit } from "../rule.ts";
import { identifiersNamed, refersTo } from "./bindings.ts";
import { removal } from "./statements.ts";

/**
 * Deletes middleware where it is handed over: the whole `app.use(middleware)` if that is all it does, else the argument
 * or the member of the list. Undefined: it is used in another way.
 */
export function middlewareRemoval(file: CodeFile, middleware: Node): Edit[] | undefined {
  const { Node } = file.tsMorph;
  const parent = middleware.getParent();
  if (Node.isVariableDeclaration(parent) && parent.getInitializer() === middleware) {
    const name = parent.getNameNode();
    const statement = parent.getVariableStatement();
    if (!Node.isIdentifier(name) || statement?.getDeclarations().length !== 1 || statement.hasExportKeyword())
      return undefined;
    const uses = identifiersNamed(file, name.getText()).filter((each) => each !== name && refersTo(file, each, name));
    const removals = uses.map((use) => middlewareRemoval(file, use));
    if (removals.some((each) => each === undefined)) return undefined;
    return [removal(file, statement), ...removals.flatMap((each) => each ?? [])];
  }
  if (Node.isArrayLiteralExpression(parent)) {
    // An empty list is none that Express takes.
    const alone = parent.getElements().length === 1;
    return alone ? middlewareRemoval(file, parent) : [memberRemoval(parent.getElements(), middleware)];
  }
  if (!Node.isCallExpression(parent) || parent.getExpression() === middleware) return undefined;
  const callee = parent.getExpression();
  if (!Node.isPropertyAccessExpression(callee)) return undefined;
  const others = parent.getArguments().filter((each) => each !== middleware && !isPath(file, each));
  if (others.length > 0) return [memberRemoval(parent.getArguments(), middleware)];
  const statement = parent.getParent();
  if (Node.isExpressionStatement(statement)) {
    // `app.use(a).use(middleware)`: what is in front of the last call stays.
    const target = callee.getExpression();
    return Node.isCallExpression(target)
      ? [{ start: target.getEnd(), end: parent.getEnd(), text: "" }]
      : [removal(file, statement)];
  }
  const chained = Node.isPropertyAccessExpression(statement) && statement.getExpression() === parent;
  return chained ? [{ start: callee.getExpression().getEnd(), end: parent.getEnd(), text: "" }] : undefined;
}

function isPath(file: CodeFile, node: Node): boolean {
  const { Node } = file.tsMorph;
  return (
    Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node) || Node.isRegularExpressionLiteral(node)
  );
}

/** Deletes a member of a list with its comma. */
function memberRemoval(list: readonly Node[], member: Node): Edit {
  const index = list.indexOf(member);
  const [before, after] = [list[index - 1], list[index + 1]];
  if (after !== undefined) return { start: member.getStart(), end: after.getStart(), text: "" };
  return { start: before?.getEnd() ?? member.getStart(), end: member.getEnd(), text: "" };
}
