import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const SOURCE = join(import.meta.dirname, "src");

/** docs/tracing-api.md: every export of the package, with its declaration and what is said where it is declared. */
export function apiPage(): string {
  const sections = exportsOf(join(SOURCE, "index.ts")).map(({ name, file }) => section(name, file));
  return [
    "# The API of @pmp/tracing",
    "Every export, from its declaration: `node packages/tracing/write-docs.ts` makes this page.\n" +
      "[How to use them](../packages/tracing/README.md). `@pmp/tracing/register` exports nothing: importing it calls `register()`.",
    ...sections,
    "",
  ].join("\n\n");
}

/** The names that a module exports from other files, in order. */
function exportsOf(file: string): { name: string; file: string }[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return [];
    const from = join(dirname(file), textOf(statement.moduleSpecifier).slice(1, -1));
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) throw new Error(`${file}: name each export`);
    return exportClause.elements.map((element) => ({ name: element.name.text, file: from }));
  });
}

function section(name: string, file: string): string {
  const declarations = parse(file).statements.filter((statement) => nameOf(statement) === name);
  const [first] = declarations;
  if (first === undefined) throw new Error(`${file} declares no ${name}`);
  const code = declarations.map((each) => `\`\`\`ts\n${signature(each)}\n\`\`\``);
  return [`## ${name}`, ...paragraph(documentation(first)), ...code].join("\n\n");
}

/** A statement without what only its implementation needs: bodies, private members, `export`. */
function signature(statement: ts.Statement): string {
  if (ts.isFunctionDeclaration(statement)) return `${beforeBody(statement).replace(/^export (?:async )?/, "")};`;
  if (!ts.isClassDeclaration(statement)) return textOf(statement).replace(/^export /, "");
  const head = textOf(statement)
    .slice(0, textOf(statement).indexOf("{"))
    .replace(/^export /, "");
  const members = statement.members.flatMap((member) => {
    const isPrivate = member.name !== undefined && ts.isPrivateIdentifier(member.name);
    if (isPrivate || ts.isClassStaticBlockDeclaration(member)) return [];
    const comment = documentation(member);
    return [...(comment === "" ? [] : [`  /** ${comment.replaceAll("\n", " ")} */`]), `  ${beforeBody(member)};`];
  });
  return [`${head}{`, ...members, "}"].join("\n");
}

function beforeBody(node: ts.Node): string {
  const body = "body" in node ? (node.body as ts.Node | undefined) : undefined;
  const text = textOf(node);
  return (body === undefined ? text : text.slice(0, body.getStart() - node.getStart())).trim().replace(/;$/, "");
}

/** The comment before a declaration as Markdown. */
function documentation(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (comment === undefined || !ts.isJSDoc(comment)) return "";
  const tags = (comment.tags ?? []).map((tag) => {
    const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").replace(/^- /, "");
    return ts.isJSDocParameterTag(tag) ? `- \`${textOf(tag.name)}\`: ${text}` : `- ${tag.tagName.text}: ${text}`;
  });
  const text = ts.getTextOfJSDocComment(comment.comment) ?? "";
  return [text, tags.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n")
    .replaceAll(/\{@link (\w+)\}/g, "`$1`");
}

function paragraph(text: string): string[] {
  return text === "" ? [] : [text];
}

function nameOf(statement: ts.Statement): string | undefined {
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed ? statement.name?.text : undefined;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

function textOf(node: ts.Node): string {
  return node.getText();
}
