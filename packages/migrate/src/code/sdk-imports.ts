import type { Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import type { Edit, RuleInfo } from "../rule.ts";
import { settle, type Match } from "../settle.ts";
import { sdkUses } from "./bindings.ts";
import { xrayPackageOf } from "./packages.ts";
import { nodesStartingAt } from "./search.ts";
import { lineRemoval, removal } from "./statements.ts";

/** The import of the SDK, which goes last. */
export const xrayImport: RuleInfo = {
  name: "xray-import",
  title: "import of the X-Ray SDK",
  why: "Two SDKs in one process both record every request.",
  fix: "The import is deleted once nothing of it is used.",
  level: "edit",
};

/** A use of the SDK that no rule knows. */
export const xrayOtherUse: RuleInfo = {
  name: "xray-other-use",
  title: "another use of the X-Ray SDK",
  why: "What the app does with it can't be read from this place.",
  fix: "Replace it by what @pmp/tracing or OpenTelemetry's API offers, or delete it.",
  level: "say",
};

/** Adds what no rule has found: uses that remain, and the imports if none remains. */
export function withImports(file: CodeFile, matches: readonly Match[]): Match[] {
  const { Node } = file.tsMorph;
  const { edits } = settle(matches);
  const all = [...matches];
  const { bindings, uses } = sdkUses(file);
  const isGone = (node: Node): boolean =>
    edits.some(({ start, end }) => start <= node.getStart() && node.getEnd() <= end);
  const remaining = uses.filter(({ node }) => !isGone(node) && !isBareImport(file, node));
  for (const { node, member } of remaining) {
    const known = matches.some(({ found }) => found.start <= node.getStart() && node.getEnd() <= found.end);
    if (known) continue;
    const what = member === "" ? "the SDK itself is passed on" : `${member} is used here in a way that is not known`;
    all.push({
      rule: { ...xrayOtherUse, reads: "code", find: () => [] },
      found: { start: node.getStart(), end: node.getEnd(), message: what },
    });
  }
  for (const node of unreadMentions(file)) {
    all.push({
      rule: { ...xrayOtherUse, reads: "code", find: () => [] },
      found: { start: node.getStart(), end: node.getEnd(), message: `the module ${node.getText()} is named here` },
    });
  }
  if (all.some(({ found }) => found.edits === undefined)) return all;
  const declarations = new Set<Node>(bindings.map(({ declaration }) => declaration));
  for (const statement of file.source.getImportDeclarations()) {
    if (xrayPackageOf(statement.getModuleSpecifierValue()) !== undefined) declarations.add(statement);
  }
  for (const { node } of uses) {
    const statement = node.getParent();
    if (Node.isExpressionStatement(statement) && isBareImport(file, node)) declarations.add(statement);
  }
  for (const declaration of declarations) {
    if (isGone(declaration)) continue;
    const found = { start: declaration.getStart(), end: declaration.getEnd(), message: "imports the X-Ray SDK" };
    all.push({
      rule: { ...xrayImport, reads: "code", find: () => [] },
      found: { ...found, edits: [declarationRemoval(file, declaration, declarations)] },
    });
  }
  return all;
}

/** `require("aws-xray-sdk");` as a statement. */
function isBareImport(file: CodeFile, node: Node): boolean {
  const { Node } = file.tsMorph;
  return Node.isCallExpression(node) && Node.isExpressionStatement(node.getParent());
}

/** Names of X-Ray packages elsewhere than in an import: mocks of tests, lists of a bundler, names that are put together. */
function unreadMentions(file: CodeFile): Node[] {
  const { Node, SyntaxKind } = file.tsMorph;
  const literals = nodesStartingAt(file, /["'`]aws-xray-sdk/g);
  const templates = literals.filter(
    (literal) =>
      (Node.isNoSubstitutionTemplateLiteral(literal) || Node.isTemplateHead(literal)) &&
      isModuleName(literal.getLiteralText()),
  );
  const strings = literals.filter((literal) => {
    if (!Node.isStringLiteral(literal) || !isModuleName(literal.getLiteralValue())) return false;
    if (xrayPackageOf(literal.getLiteralValue()) === undefined) return true;
    const parent = literal.getParent();
    if (Node.isImportDeclaration(parent) || Node.isExternalModuleReference(parent)) {
      // A file within a package has other names than the package.
      return (
        sdkUses(file).bindings.length === 0 &&
        Node.isImportDeclaration(parent) &&
        parent.getImportClause() !== undefined
      );
    }
    if (!Node.isCallExpression(parent)) return true;
    return (
      parent.getExpression().getText() !== "require" && parent.getExpression().getKind() !== SyntaxKind.ImportKeyword
    );
  });
  return [...templates, ...strings];
}

/** A package of the SDK, one that builds on it, or the beginning of such a name. */
function isModuleName(text: string): boolean {
  return /^aws-xray-sdk[\w./-]*$/.test(text);
}

/** Deletes an import, or a variable with its statement or with its comma. */
function declarationRemoval(file: CodeFile, declaration: Node, gone: ReadonlySet<Node>): Edit {
  const { Node } = file.tsMorph;
  if (!Node.isVariableDeclaration(declaration)) return removal(file, declaration);
  const list = declaration.getParent();
  const statement = declaration.getVariableStatement();
  if (!Node.isVariableDeclarationList(list) || statement === undefined) return removal(file, declaration);
  const all = list.getDeclarations();
  if (all.every((each) => gone.has(each))) {
    return declaration === all[0]
      ? removal(file, statement)
      : { start: declaration.getEnd(), end: declaration.getEnd(), text: "" };
  }
  const index = all.indexOf(declaration);
  const next = all[index + 1];
  if (next !== undefined) return { start: declaration.getStart(), end: next.getStart(), text: "" };
  return lineRemoval(file.text, all[index - 1]?.getEnd() ?? declaration.getStart(), declaration.getEnd());
}
