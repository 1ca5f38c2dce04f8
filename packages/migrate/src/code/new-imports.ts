import type { CodeFile } from "../read/code-file.ts";
import type { Edit } from "../rule.ts";
import { importStatement, styleOf } from "./style.ts";

/** Adds imports behind the file's others, or before its first statement. */
export function newImports(
  file: CodeFile,
  imports: ReadonlyMap<string, ReadonlySet<string>>,
  packageType: string | undefined,
): Edit[] {
  const style = styleOf(file, packageType);
  const { Node } = file.tsMorph;
  const statements = file.source.getStatements();
  const lines: string[] = [];
  for (const [module, specifiers] of imports) {
    const known = new Set(
      file.source
        .getImportDeclarations()
        .filter((statement) => statement.getModuleSpecifierValue() === module)
        .flatMap((statement) => statement.getNamedImports().map((each) => each.getText())),
    );
    const missing = [...specifiers].filter((each) => !known.has(each)).sort();
    if (missing.length > 0) lines.push(importStatement(style, module, missing));
  }
  if (lines.length === 0) return [];
  const last = statements.findLast(
    (statement) =>
      Node.isImportDeclaration(statement) ||
      (Node.isVariableStatement(statement) && /^(?:const|let|var)\b[^;\n]*=\s*require\(/.test(statement.getText())),
  );
  const at = last?.getEnd() ?? statements[0]?.getStart() ?? 0;
  const text = lines.join(style.eol);
  return [{ start: at, end: at, text: last === undefined ? text + style.eol : style.eol + text }];
}
