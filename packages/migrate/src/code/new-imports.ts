import type { CodeFile } from "../read/code-file.ts";
import type { Edit } from "../rule.ts";
import { importStatement, styleOf } from "./style.ts";

/** Adds imports behind the file's others, or before its first statement. */
export function newImports(
  file: CodeFile,
  imports: ReadonlyMap<string, ReadonlySet<string>>,
  edits: readonly Edit[],
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
  const others = statements.filter(
    (statement) =>
      Node.isImportDeclaration(statement) ||
      Node.isImportEqualsDeclaration(statement) ||
      (Node.isVariableStatement(statement) && /^(?:const|let|var)\b[^;\n]*=\s*require\(/.test(statement.getText())),
  );
  const text = lines.join(style.eol);
  const last = others.findLast(
    (statement) => deletionAround(edits, statement.getStart(), statement.getEnd()) === undefined,
  );
  if (last !== undefined) return [{ start: last.getEnd(), end: last.getEnd(), text: style.eol + text }];
  const first = (others[0] ?? statements[0])?.getStart() ?? 0;
  const at = deletionAround(edits, first, first)?.start ?? first;
  return [{ start: at, end: at, text: text + style.eol }];
}

/** The edit that replaces all of a range. */
function deletionAround(edits: readonly Edit[], start: number, end: number): Edit | undefined {
  return edits.find((edit) => edit.start <= start && end <= edit.end && edit.end > edit.start);
}
