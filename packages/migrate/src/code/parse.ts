import type { Project } from "ts-morph";
import { CodeFile } from "../read/code-file.ts";
import type { TsMorph } from "../read/ts-morph.ts";
import type { FoundFile } from "../walk.ts";

/** Parses code without its dependencies: what a name is bound to is read from the file itself. */
export class CodeParser {
  readonly #tsMorph: TsMorph;
  readonly #project: Project;

  constructor(tsMorph: TsMorph) {
    this.#tsMorph = tsMorph;
    this.#project = new tsMorph.Project({
      useInMemoryFileSystem: true,
      compilerOptions: {
        allowJs: true,
        checkJs: false,
        noLib: true,
        noResolve: true,
        types: [],
        jsx: tsMorph.ts.JsxEmit.Preserve,
      },
      // No module is looked for.
      resolutionHost: () => ({ resolveModuleNames: (names) => names.map(() => undefined) }),
    });
  }

  /** The file, or what is wrong with its syntax. */
  parse({ path, text }: FoundFile): CodeFile | string {
    const source = this.#project.createSourceFile(`/${path}`, text, { overwrite: true });
    // A script of TypeScript would share its names with all others: each file is looked at alone.
    if (/\.[cm]?tsx?$/.test(path))
      (source.compilerNode as { externalModuleIndicator?: unknown }).externalModuleIndicator ??= true;
    const [problem] = (source.compilerNode as unknown as { parseDiagnostics: SyntaxProblem[] }).parseDiagnostics;
    const file = new CodeFile(path, text, source, this.#tsMorph);
    if (problem === undefined) return file;
    const message = this.#tsMorph.ts.flattenDiagnosticMessageText(problem.messageText, " ");
    return `syntax error in line ${file.position(problem.start).line}: ${message}`;
  }

  /** What a file of JSON with comments has in it. */
  json(text: string): unknown {
    return this.#tsMorph.ts.parseConfigFileTextToJson("tsconfig.json", text).config as unknown;
  }

  /** The modules that a file imports or requires, by name; without a syntax tree, as every file is asked. */
  imports(text: string): string[] {
    if (!/\b(?:import|require|export)\b/.test(text)) return [];
    return this.#tsMorph.ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  }
}

interface SyntaxProblem {
  readonly start: number;
  readonly messageText: string | import("ts-morph").ts.DiagnosticMessageChain;
}
