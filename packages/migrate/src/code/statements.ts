import type { Node, Statement } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import type { Edit } from "../rule.ts";

/** The statement that is nothing but a call of this function, or a chain on it: it can be deleted. */
export function statementOf(file: CodeFile, callee: Node): Statement | undefined {
  const { Node } = file.tsMorph;
  const call = callee.getParent();
  if (!Node.isCallExpression(call) || call.getExpression() !== callee) return undefined;
  let outer: Node = call;
  while (Node.isAwaitExpression(outer.getParent()) || Node.isVoidExpression(outer.getParent()))
    outer = outer.getParentOrThrow();
  const statement = outer.getParent();
  return Node.isExpressionStatement(statement) ? statement : undefined;
}

/**
 * Deletes a node with its own line: its indent, a comment behind it on the line, and the line break. A statement that
 * is the whole body of an `if` or a loop becomes an empty block.
 */
export function removal(file: CodeFile, node: Node): Edit {
  const { Node } = file.tsMorph;
  const { text } = file;
  const parent = node.getParent();
  const alone =
    Node.isBlock(parent) ||
    Node.isSourceFile(parent) ||
    Node.isModuleBlock(parent) ||
    Node.isCaseClause(parent) ||
    Node.isDefaultClause(parent);
  if (!alone && Node.isStatement(node)) return { start: node.getStart(), end: node.getEnd(), text: "{}" };
  return lineRemoval(text, node.getStart(), node.getEnd());
}

/** Deletes a range, and its whole line if nothing else is on it. */
export function lineRemoval(text: string, start: number, end: number): Edit {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start);
  const rest = /^[^\S\n]*(?:\/\/[^\n]*)?(?:\n|$)/.exec(text.slice(end));
  if (before.trim() !== "" || rest === null)
    return { start, end: end + (/^[^\S\n]+(?=\S)/.exec(text.slice(end))?.[0].length ?? 0), text: "" };
  return { start: lineStart, end: end + rest[0].length, text: "" };
}

/**
 * Joins deletions of neighbouring lines, and takes the blank line with them that would be left beside another one or
 * beside a brace.
 */
export function tidy(text: string, edits: readonly Edit[]): Edit[] {
  const joined: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    if (last !== undefined && isDeletion(text, last) && isDeletion(text, edit) && last.end === edit.start) {
      joined.splice(-1, 1, { ...last, end: edit.end });
    } else joined.push(edit);
  }
  let done = 0;
  return joined.map((edit, index) => {
    const neighbours = [joined[index - 1], joined[index + 1]];
    const touches = neighbours.some(
      (other) => other !== undefined && (other.end === edit.start || edit.end === other.start),
    );
    const wider = isDeletion(text, edit) && !touches ? withBlankLine(text, edit) : edit;
    // The blank line between two deletions goes with the first.
    const start = Math.max(wider.start, done);
    done = wider.end;
    return { ...wider, start };
  });
}

/** Whether an edit deletes whole lines. */
function isDeletion(text: string, { start, end, text: replacement }: Edit): boolean {
  const wholeLines = (start === 0 || text[start - 1] === "\n") && (end === text.length || text[end - 1] === "\n");
  return replacement === "" && end > start && wholeLines;
}

function withBlankLine(text: string, edit: Edit): Edit {
  const before = text.slice(0, edit.start);
  const blankAfter = /^[^\S\n]*\n/.exec(text.slice(edit.end));
  const opens = before === "" || /(?:\n[^\S\n]*|[{([][^\S\n]*\r?)\n$/.test(before);
  if (blankAfter !== null) return opens ? { ...edit, end: edit.end + blankAfter[0].length } : edit;
  const closes = /^\s*[})\]]/.test(text.slice(edit.end)) || edit.end === text.length;
  const blankBefore = /\n([^\S\n]*\r?\n)$/.exec(before);
  return closes && blankBefore !== null ? { ...edit, start: edit.start - (blankBefore[1]?.length ?? 0) } : edit;
}
