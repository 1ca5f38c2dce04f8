import type { Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import type { Edit, Found } from "../rule.ts";
import { commaBetween, placeOf } from "./calls.ts";
import { importedName } from "./names.ts";
import { TRACING } from "./packages.ts";
import { isCaptured, type HandleUse } from "./segments.ts";

/**
 * Rewrites `segment.addAnnotation(key, value, …)` to `annotate({ key: value }, …)`, or on a subsegment to
 * `subsegment.annotate({ key: value }, …)`.
 */
export function objectCall(file: CodeFile, use: HandleUse, name: "annotate" | "metadata", most: number): Found {
  const { Node } = file.tsMorph;
  const { call, kind, node } = use;
  const args = call?.getArguments() ?? [];
  const [key, value, last = value] = args;
  const place = placeOf(call ?? node);
  const shown = `${use.member ?? ""}(${args.map((each) => short(each)).join(", ")})`;
  if (call === undefined || key === undefined || value === undefined || last === undefined || args.length > most) {
    return { ...place, message: `${shown} does not have the arguments that are expected` };
  }
  if (args.some((each) => Node.isSpreadElement(each))) return { ...place, message: `${shown} spreads its arguments` };
  const { local, specifier } = importedName(file, name);
  const isCurrent = kind === "current";
  const callee = isCurrent ? local : `${file.text.slice(node.getStart(), node.getEnd())}.${name}`;
  const edits: Edit[] = [
    // Only what is before the arguments: what is in them may be rewritten too.
    isCurrent
      ? { start: call.getStart(), end: key.getStart(), text: `${callee}({ ${openKey(file, key)}` }
      : { ...methodName(file, use), text: name },
    ...(isCurrent ? [] : [{ start: key.getStart(), end: key.getStart(), text: `{ ${openKey(file, key)}` }]),
    ...(isShorthand(file, key, value)
      ? [{ start: key.getStart(), end: value.getStart(), text: "" }]
      : pairEdits(file, key, value)),
    { start: value.getEnd(), end: value.getEnd(), text: " }" },
  ];
  return {
    ...place,
    message: shown,
    edits,
    ...(isCurrent && { imports: { [TRACING]: [specifier] } }),
    ...(isCurrent &&
      isCaptured(file, call) && {
        note: "It was on the subsegment of the captured function and will be on the segment, where searches find it as before.",
      }),
  };
}

function openKey(file: CodeFile, key: Node): string {
  return file.tsMorph.Node.isStringLiteral(key) ? "" : "[";
}

/** `("tier", tier)` is `{ tier }`. */
function isShorthand(file: CodeFile, key: Node, value: Node): boolean {
  const { Node } = file.tsMorph;
  return Node.isStringLiteral(key) && Node.isIdentifier(value) && key.getLiteralValue() === value.getText();
}

/** A key that is an identifier needs no quotes; the comma becomes a colon. */
function pairEdits(file: CodeFile, key: Node, value: Node): Edit[] {
  const comma = commaBetween(file, key, value);
  const literal = file.tsMorph.Node.isStringLiteral(key) ? key.getLiteralValue() : undefined;
  const colon = { start: comma, end: comma + 1, text: literal === undefined ? "]:" : ":" };
  const plain = literal !== undefined && /^[A-Za-z_$][\w$]*$/.test(literal);
  return plain ? [{ ...placeOf(key), text: literal }, colon] : [colon];
}

/** Where the name of the method is. */
export function methodName(file: CodeFile, { call }: HandleUse): { start: number; end: number } {
  const callee = call?.getExpression();
  if (!file.tsMorph.Node.isPropertyAccessExpression(callee)) throw new TypeError("a call of a method has its name");
  return placeOf(callee.getNameNode());
}

/** The start of an expression, for a message. */
export function short(node: Node): string {
  const text = node.getText().replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
