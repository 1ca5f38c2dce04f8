import { readFileSync } from "node:fs";
import ts from "typescript";

/**
 * A source as JavaScript: types are removed, and imports of `./file.ts` become `./file.js`. Node removes no types below
 * node_modules, so packages can't be published as the repository runs them.
 */
export function transpile(file: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(readFileSync(file, "utf8"), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  const [problem] = diagnostics;
  if (problem !== undefined) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
  return outputText;
}

/** The published path of a source. */
export function publishedPath(path: string): string {
  return path.replace(/(?<!\.d)\.ts$/, ".js");
}
