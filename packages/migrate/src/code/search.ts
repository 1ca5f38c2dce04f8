import type { Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";

/**
 * The nodes that start where a pattern matches in the text, each the innermost one. To walk the whole tree of every file
 * would take most of the time of a run; text is searched in no time.
 *
 * @param pattern with the flag `g`
 */
export function nodesStartingAt(file: CodeFile, pattern: RegExp): Node[] {
  return [...file.text.matchAll(pattern)].flatMap(({ index }) => {
    const node = file.source.getDescendantAtPos(index);
    return node?.getStart() === index ? [node] : [];
  });
}

/** The calls of `require` and `import` with a module that is written out, and its name. */
export function* moduleCalls(file: CodeFile): Generator<{ readonly call: Node; readonly module: string }> {
  const { Node, SyntaxKind } = file.tsMorph;
  for (const callee of nodesStartingAt(file, /(?<![.\w$])(?:require|import)(?![\w$])/g)) {
    const call = callee.getParent();
    if (!Node.isCallExpression(call) || call.getExpression() !== callee) continue;
    if (!Node.isIdentifier(callee) && callee.getKind() !== SyntaxKind.ImportKeyword) continue;
    const [module] = call.getArguments();
    if (module !== undefined && Node.isStringLiteral(module)) yield { call, module: module.getLiteralValue() };
  }
}
