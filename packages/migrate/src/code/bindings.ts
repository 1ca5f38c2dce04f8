import type { Identifier, Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import { XRAY_PACKAGES } from "./packages.ts";
import { moduleCalls, nodesStartingAt } from "./search.ts";

/** A name of the file that stands for the X-Ray SDK or a member of it. */
export interface Binding {
  /** The member: `""` is the SDK, `express.openSegment` a function of it. */
  readonly member: string;
  readonly name: Identifier;
  /** The import, or the variable declaration. */
  readonly declaration: Node;
}

/** A use of the SDK: the longest expression that names a member, such as `AWSXRay.express.openSegment`. */
export interface Use {
  readonly member: string;
  readonly node: Node;
}

export interface SdkUses {
  readonly bindings: readonly Binding[];
  readonly uses: readonly Use[];
}

const cache = new WeakMap<CodeFile, SdkUses>();

/** Names and uses of the X-Ray SDK in a file, by what names are bound to, not by how they are written. */
export function sdkUses(file: CodeFile): SdkUses {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const found = findUses(file);
  cache.set(file, found);
  return found;
}

function findUses(file: CodeFile): SdkUses {
  const { Node, SyntaxKind } = file.tsMorph;
  const bindings: Binding[] = [];
  const uses = new Map<Node, string>();
  const declared = new Map<Node, Binding>();

  const add = (member: string, name: Node, declaration: Node): void => {
    if (Node.isIdentifier(name)) {
      if (declared.has(name)) return;
      const binding = { member, name, declaration };
      declared.set(name, binding);
      bindings.push(binding);
    } else if (Node.isObjectBindingPattern(name)) {
      for (const element of name.getElements()) {
        if (element.getDotDotDotToken() !== undefined) continue;
        const property = element.getPropertyNameNode()?.getText() ?? element.getName();
        add(join(member, property), element.getNameNode(), declaration);
      }
    }
  };

  for (const statement of file.source.getImportDeclarations()) {
    const root = XRAY_PACKAGES[statement.getModuleSpecifierValue()];
    if (root === undefined) continue;
    const whole = statement.getDefaultImport() ?? statement.getNamespaceImport();
    if (whole !== undefined) add(root, whole, statement);
    for (const specifier of statement.getNamedImports()) {
      const imported = specifier.getName();
      const name = specifier.getAliasNode() ?? specifier.getNameNode();
      add(imported === "default" ? root : join(root, imported), name, statement);
    }
  }
  // `import AWSXRay = require("aws-xray-sdk")`
  for (const statement of file.source.getChildrenOfKind(SyntaxKind.ImportEqualsDeclaration)) {
    const root = XRAY_PACKAGES[externalModuleOf(statement.getModuleReference())];
    if (root !== undefined) add(root, statement.getNameNode(), statement);
  }

  function externalModuleOf(reference: Node): string {
    const expression = Node.isExternalModuleReference(reference) ? reference.getExpression() : undefined;
    return Node.isStringLiteral(expression) ? expression.getLiteralValue() : "";
  }

  /** Extends a use of a member to the right: `AWSXRay` to `AWSXRay.express.openSegment`. */
  const extend = (member: string, from: Node): void => {
    let [node, path] = [from, member];
    for (;;) {
      const parent: Node | undefined = node.getParent();
      if (Node.isPropertyAccessExpression(parent) && parent.getExpression() === node) {
        path = join(path, parent.getName());
      } else if (Node.isQualifiedName(parent) && parent.getLeft() === node) {
        path = join(path, parent.getRight().getText());
      } else if (!isWrapper(parent, node)) break;
      if (parent === undefined) break;
      node = parent;
    }
    const parent: Node | undefined = node.getParent();
    // `const { express } = AWSXRay` and `const xray = AWSXRay.express` are names of their own.
    const exported = Node.isVariableDeclaration(parent) && parent.getVariableStatement()?.hasExportKeyword() === true;
    if (Node.isVariableDeclaration(parent) && parent.getInitializer() === node && !exported) {
      const before = bindings.length;
      add(path === "default" ? "" : path, parent.getNameNode(), parent);
      if (bindings.length > before) return;
    }
    uses.set(node, path.replace(/^default(?:\.|$)/, ""));
  };
  /** `(x)`, `x!`, `await x` and `x as T` are what `x` is. */
  const isWrapper = (parent: Node | undefined, node: Node): boolean =>
    (Node.isParenthesizedExpression(parent) ||
      Node.isNonNullExpression(parent) ||
      Node.isAsExpression(parent) ||
      Node.isAwaitExpression(parent)) &&
    parent.getExpression() === node;

  for (const { call, module } of moduleCalls(file)) {
    const root = XRAY_PACKAGES[module];
    if (root !== undefined) extend(root, call);
  }

  // Names bound while others are looked at are looked at, too.
  for (const binding of bindings) {
    for (const identifier of identifiersNamed(file, binding.name.getText())) {
      if (identifier !== binding.name && refersTo(file, identifier, binding.name)) extend(binding.member, identifier);
    }
  }
  return { bindings, uses: [...uses].map(([node, member]) => ({ node, member })) };
}

function join(member: string, name: string): string {
  return member === "" ? name : `${member}.${name}`;
}

const identifiers = new WeakMap<CodeFile, Map<string, readonly Identifier[]>>();

/** All identifiers of the file with this text. */
export function identifiersNamed(file: CodeFile, text: string): readonly Identifier[] {
  const known = identifiers.get(file) ?? new Map<string, readonly Identifier[]>();
  identifiers.set(file, known);
  let found = known.get(text);
  if (found === undefined) {
    const pattern = new RegExp(`(?<![\\w$])${text.replaceAll("$", "\\$")}(?![\\w$])`, "g");
    found = nodesStartingAt(file, pattern).filter((node) => file.tsMorph.Node.isIdentifier(node));
    known.set(text, found);
  }
  return found;
}

/** Whether an identifier is a use of the name that another declares. */
export function refersTo(file: CodeFile, identifier: Identifier, declaration: Identifier): boolean {
  const { Node } = file.tsMorph;
  const parent = identifier.getParent();
  if (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === identifier) return false;
  if (Node.isPropertyAssignment(parent) && parent.getNameNode() === identifier) return false;
  const checker = file.source.getProject().getTypeChecker().compilerObject;
  const symbol = Node.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent.compilerNode)
    : Node.isExportSpecifier(parent)
      ? checker.getExportSpecifierLocalTargetSymbol(parent.compilerNode)
      : checker.getSymbolAtLocation(identifier.compilerNode);
  const own = checker.getSymbolAtLocation(declaration.compilerNode);
  return symbol !== undefined && symbol === own;
}
