import type { CallExpression, Identifier, Node, ParameterDeclaration, VariableDeclaration } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import { identifiersNamed, refersTo, sdkUses } from "./bindings.ts";
import { callsOf } from "./calls.ts";

/**
 * A name for a segment. `current`: what `getSegment()` gives, the segment or subsegment of the code that runs;
 * `captured`: the parameter of a captured function; `opened`: what `addNewSubsegment` gives.
 */
export interface Handle {
  readonly kind: "current" | "captured" | "opened";
  readonly name: Identifier;
  readonly declaration: VariableDeclaration | ParameterDeclaration;
  readonly uses: readonly HandleUse[];
}

/** How code uses a segment. */
export interface HandleUse {
  readonly kind: Handle["kind"];
  /** The expression for the segment: a name, or `AWSXRay.getSegment()`. */
  readonly node: Node;
  /** The member of the segment that is used. */
  readonly member?: string;
  /** The call of that member. */
  readonly call?: CallExpression;
  /** Only asked whether it is there: `if (segment)`. */
  readonly condition?: true;
}

interface Segments {
  readonly handles: readonly Handle[];
  /** Every use, by a name or not. */
  readonly uses: readonly HandleUse[];
}

/** Methods of a segment that are rewritten at each call, or need not be. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([
  "addAnnotation",
  "addMetadata",
  "setUser",
  "addError",
  "addNewSubsegment",
  "close",
]);

const cache = new WeakMap<CodeFile, Segments>();

/** The segments that a file has names for, and what it does with them. */
export function segmentsOf(file: CodeFile): Segments {
  let known = cache.get(file);
  if (known === undefined) cache.set(file, (known = findSegments(file)));
  return known;
}

function findSegments(file: CodeFile): Segments {
  const { Node } = file.tsMorph;
  const handles: Handle[] = [];
  const uses: HandleUse[] = [];

  const addHandle = (kind: Handle["kind"], declaration: VariableDeclaration | ParameterDeclaration): void => {
    const name = declaration.getNameNode();
    if (!Node.isIdentifier(name) || handles.some((handle) => handle.name === name)) return;
    const own = identifiersNamed(file, name.getText())
      .filter((identifier) => identifier !== name && refersTo(file, identifier, name))
      .map((identifier) => useOf(kind, identifier));
    handles.push({ kind, name, declaration, uses: own });
    for (const use of own) addUse(use);
  };

  const addUse = (use: HandleUse): void => {
    uses.push(use);
    // What addNewSubsegment gives is a subsegment again.
    if (use.member === "addNewSubsegment" && use.call !== undefined) addExpression("opened", use.call);
  };

  /** An expression whose value is a segment: it is kept in a variable, or used where it stands. */
  const addExpression = (kind: Handle["kind"], expression: Node): void => {
    const outer = outermost(expression);
    const parent = outer.getParent();
    if (
      Node.isVariableDeclaration(parent) &&
      parent.getInitializer() === outer &&
      Node.isIdentifier(parent.getNameNode())
    ) {
      addHandle(kind, parent);
    } else if (!Node.isExpressionStatement(parent)) addUse(useOf(kind, expression));
  };

  const outermost = (node: Node): Node => {
    const parent = node.getParent();
    const wrapped =
      Node.isParenthesizedExpression(parent) || Node.isNonNullExpression(parent) || Node.isAsExpression(parent);
    return wrapped ? outermost(parent) : node;
  };

  const useOf = (kind: Handle["kind"], node: Node): HandleUse => {
    const outer = outermost(node);
    const access = outer.getParent();
    if (Node.isPropertyAccessExpression(access) && access.getExpression() === outer) {
      const call = access.getParent();
      const called = Node.isCallExpression(call) && call.getExpression() === access;
      return { kind, node, member: access.getName(), ...(called && { call }) };
    }
    return { kind, node, ...(isCondition(outer) && { condition: true }) };
  };

  const isCondition = (node: Node): boolean => {
    const parent = node.getParent();
    if (Node.isIfStatement(parent) || Node.isConditionalExpression(parent)) {
      return (Node.isIfStatement(parent) ? parent.getExpression() : parent.getCondition()) === node;
    }
    if (Node.isPrefixUnaryExpression(parent)) return parent.getText().startsWith("!");
    if (!Node.isBinaryExpression(parent)) return false;
    const operator = parent.getOperatorToken().getText();
    if (/^[!=]==?$/.test(operator))
      return /^(?:null|undefined)$/.test((parent.getLeft() === node ? parent.getRight() : parent.getLeft()).getText());
    return operator === "&&" && (parent.getLeft() === node || isCondition(parent));
  };

  for (const { call } of callsOf(file, "getSegment", "resolveSegment")) {
    if (call.getArguments().length === 0) addExpression("current", call);
  }
  for (const { args } of callsOf(file, "captureFunc", "captureAsyncFunc")) {
    const parameter = args[1] === undefined ? undefined : functionOf(file, args[1])?.getParameters()[0];
    if (parameter !== undefined) addHandle("captured", parameter);
  }
  return { handles, uses };
}

/** The function that an expression is, or that it names in this file. */
export function functionOf(file: CodeFile, node: Node) {
  const { Node } = file.tsMorph;
  if (Node.isArrowFunction(node) || Node.isFunctionExpression(node)) return node;
  if (!Node.isIdentifier(node)) return undefined;
  const declaration = node.getSymbol()?.getDeclarations()[0];
  if (Node.isFunctionDeclaration(declaration)) return declaration;
  const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return Node.isArrowFunction(initializer) || Node.isFunctionExpression(initializer) ? initializer : undefined;
}

/** Whether a node is in a function that is captured, where `getSegment()` gave the subsegment. */
export function isCaptured(file: CodeFile, node: Node): boolean {
  const calls = [...callsOf(file, "captureFunc", "captureAsyncFunc")];
  return calls.some(({ args }) => {
    const run = args[1] === undefined ? undefined : functionOf(file, args[1]);
    return run !== undefined && run.getStart() <= node.getStart() && node.getEnd() <= run.getEnd();
  });
}

/** Uses of a method of segments in a file that call it. */
export function* methodCalls(file: CodeFile, method: string): Generator<HandleUse & { readonly call: CallExpression }> {
  for (const use of segmentsOf(file).uses) {
    const { call, member } = use;
    if (member === method && call !== undefined) yield { ...use, call };
  }
}

/** Whether the SDK is used at all. */
export function usesSdk(file: CodeFile): boolean {
  return sdkUses(file).uses.length > 0;
}
