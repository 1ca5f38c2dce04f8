import type { CallExpression, Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import type { Edit, Found } from "../rule.ts";
import { sdkUses } from "./bindings.ts";
import { removal, statementOf } from "./statements.ts";

/** A call of a member of the X-Ray SDK. */
export interface SdkCall {
  readonly member: string;
  /** What is called: `AWSXRay.captureFunc`. */
  readonly callee: Node;
  readonly call: CallExpression;
  readonly args: readonly Node[];
}

/** The calls of these members in a file. */
export function* callsOf(file: CodeFile, ...members: readonly string[]): Generator<SdkCall> {
  const { Node } = file.tsMorph;
  for (const { member, node } of sdkUses(file).uses) {
    const call = node.getParent();
    if (members.includes(member) && Node.isCallExpression(call) && call.getExpression() === node) {
      yield { member, callee: node, call, args: call.getArguments() };
    }
  }
}

/** The place of a call in a report. */
export function placeOf(node: Node): { start: number; end: number } {
  return { start: node.getStart(), end: node.getEnd() };
}

/** Deletes a call that is a statement of its own; where it is part of something else, a person decides. */
export function deletedCall(file: CodeFile, { call, callee, member }: SdkCall, message: string): Found {
  const statement = statementOf(file, callee);
  if (statement !== undefined) return { ...placeOf(call), message, edits: [removal(file, statement)] };
  return { ...placeOf(call), message: `${message}; the result of ${member} is used, so it can't just be deleted` };
}

/** Puts an argument in place of its call: `AWSXRay.captureAWSv3Client(client)` becomes `client`. */
export function unwrapped(file: CodeFile, call: CallExpression, argument: Node): Edit[] {
  const { Node } = file.tsMorph;
  const statement = statementOf(file, call.getExpression());
  // The call alone has patched what it was given; the argument alone does nothing.
  if (statement !== undefined && Node.isIdentifier(argument)) return [removal(file, statement)];
  const head = file.text.slice(call.getStart(), argument.getStart());
  const tail = file.text.slice(argument.getEnd(), call.getEnd());
  const [open, close] = needsParentheses(file, call, argument) ? ["(", ")"] : ["", ""];
  return [
    { start: call.getStart(), end: argument.getStart(), text: spaced(commentsIn(head), "behind") + open },
    { start: argument.getEnd(), end: call.getEnd(), text: close + spaced(commentsIn(tail), "before") },
  ];
}

/** Comments of a text that is replaced: they stay, as comments that end on their line. */
function commentsIn(text: string): string {
  const comments = [...text.matchAll(/\/\*[^]*?\*\/|\/\/([^\r\n]*)/g)];
  return comments.map(([comment, line]) => (line === undefined ? comment : `/*${line} */`)).join(" ");
}

function spaced(comments: string, space: "before" | "behind"): string {
  if (comments === "") return "";
  return space === "before" ? ` ${comments}` : `${comments} `;
}

function needsParentheses(file: CodeFile, call: Node, argument: Node): boolean {
  const { Node } = file.tsMorph;
  const parent = call.getParent();
  const tight =
    (Node.isPropertyAccessExpression(parent) && parent.getExpression() === call) ||
    (Node.isElementAccessExpression(parent) && parent.getExpression() === call) ||
    (Node.isCallExpression(parent) && parent.getExpression() === call) ||
    Node.isBinaryExpression(parent) ||
    Node.isAwaitExpression(parent) ||
    Node.isSpreadElement(parent);
  if (!tight) return false;
  const simple =
    Node.isIdentifier(argument) ||
    Node.isCallExpression(argument) ||
    Node.isPropertyAccessExpression(argument) ||
    Node.isElementAccessExpression(argument) ||
    Node.isParenthesizedExpression(argument) ||
    Node.isThisExpression(argument);
  return !simple && !(Node.isNewExpression(argument) && argument.getText().endsWith(")"));
}

/** Where the comma between two arguments is. */
export function commaBetween(file: CodeFile, before: Node, after: Node): number {
  const between = file.text.slice(before.getEnd(), after.getStart());
  const blanked = between.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, (comment) => " ".repeat(comment.length));
  return before.getEnd() + blanked.indexOf(",");
}

/** Whether an expression means the same in any file: literals, and variables of the environment. */
export function isPortable(file: CodeFile, node: Node): boolean {
  const { Node } = file.tsMorph;
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return true;
  if (Node.isPropertyAccessExpression(node)) return /^process\.env\.\w+$/.test(node.getText());
  if (Node.isBinaryExpression(node)) {
    const operator = node.getOperatorToken().getText();
    return ["||", "??"].includes(operator) && isPortable(file, node.getLeft()) && isPortable(file, node.getRight());
  }
  return Node.isNonNullExpression(node) && isPortable(file, node.getExpression());
}
