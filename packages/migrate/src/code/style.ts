import type { CodeFile } from "../read/code-file.ts";

/** How a file writes its imports. */
export interface Style {
  readonly modules: "esm" | "commonjs";
  readonly quote: '"' | "'";
  readonly semicolon: "" | ";";
  readonly eol: "\n" | "\r\n";
}

/** The style of a file; without any import, by its extension and the `type` of its package. */
export function styleOf(file: CodeFile, packageType?: string): Style {
  const { path, text, source } = file;
  const { SyntaxKind } = file.tsMorph;
  const esm =
    source.getImportDeclarations().length > 0 ||
    source.getExportDeclarations().length > 0 ||
    source.getExportAssignments().length > 0 ||
    /^export\s/m.test(text);
  const requires = /\brequire\s*\(/.test(text) || /\bmodule\.exports\b/.test(text);
  const byPath = /\.(?:mjs|mts)$/.test(path) || (!/\.(?:cjs|cts)$/.test(path) && packageType === "module");
  const [doubles, singles] = [text.split('"').length, text.split("'").length];
  const statements = source
    .getStatements()
    .filter(
      (each) =>
        each.getKind() === SyntaxKind.ImportDeclaration ||
        each.getKind() === SyntaxKind.VariableStatement ||
        each.getKind() === SyntaxKind.ExpressionStatement,
    );
  const bare = statements.filter((each) => !each.getText().endsWith(";")).length;
  return {
    modules: esm || (!requires && byPath) ? "esm" : "commonjs",
    quote: singles > doubles ? "'" : '"',
    semicolon: statements.length > 0 && bare * 2 > statements.length ? "" : ";",
    eol: file.eol,
  };
}

/** A statement that imports names, or a module for what it does. */
export function importStatement(style: Style, module: string, specifiers: readonly string[] = []): string {
  const { quote, semicolon } = style;
  const name = `${quote}${module}${quote}`;
  if (style.modules === "esm") {
    const what = specifiers.length === 0 ? "" : `{ ${specifiers.join(", ")} } from `;
    return `import ${what}${name}${semicolon}`;
  }
  const what =
    specifiers.length === 0 ? "" : `const { ${specifiers.map((each) => each.replace(" as ", ": ")).join(", ")} } = `;
  return `${what}require(${name})${semicolon}`;
}
