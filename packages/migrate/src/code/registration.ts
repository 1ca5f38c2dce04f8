import { posix } from "node:path";
import type { CodeFile } from "../read/code-file.ts";
import type { Edit, NewFile } from "../rule.ts";
import { importStatement, styleOf } from "./style.ts";

const MODULE = "@pmp/tracing/register";

/** The line that turns tracing on, put first into an entry point. */
export interface Registration {
  readonly edit: Edit;
  /** The module that it imports, when variables have to be set before. */
  readonly creates?: NewFile;
}

/**
 * @param environment variables that the process needs, as JavaScript expressions
 * @param packageType the `type` of the package.json
 * @param taken whether a path is already something else than a file with this text
 */
export function registration(
  file: CodeFile,
  environment: Readonly<Record<string, string>>,
  packageType: string | undefined,
  taken: (path: string, text: string) => boolean,
): Registration {
  const style = styleOf(file, packageType);
  const at = firstStatement(file);
  const insert = (module: string): Edit => ({ start: at, end: at, text: importStatement(style, module) + style.eol });
  const entries = Object.entries(environment);
  if (entries.length === 0) return { edit: insert(MODULE) };

  const members = [
    ...entries.map(([variable, value]) => `${variable}: ${quoted(value, style.quote)}`),
    "...process.env",
  ];
  const line = `register({ ${members.join(", ")} })${style.semicolon}`;
  const call =
    line.length <= 100 ? [line] : ["register({", ...members.map((each) => `  ${each},`), `})${style.semicolon}`];
  const text = [
    importStatement(style, "@pmp/tracing", ["register"]),
    "",
    "// Variables of the environment win.",
    ...call,
    "",
  ].join(style.eol);
  const extension = posix.extname(file.path);
  const beside = (name: string): string => posix.join(posix.dirname(file.path), name + extension);
  const names = ["tracing", "pmp-tracing", "start-tracing", "pmp-tracing-register"];
  const path = beside(names.find((name) => !taken(beside(name), text)) ?? "pmp-xray-tracing");
  return { edit: insert(`./${posix.basename(path, extension)}${specifierExtension(file)}`), creates: { path, text } };
}

/** A string in the quotes of the file. */
function quoted(value: string, quote: string): string {
  return /^"[^"'\\]*"$/.test(value) ? quote + value.slice(1, -1) + quote : value;
}

/** How the file's imports of its neighbours end: `.js`, `.ts`, or not at all. */
function specifierExtension(file: CodeFile): string {
  const extension = posix.extname(file.path);
  const relative = [...file.text.matchAll(/(?:from|import|require\()\s*["'](\.[^"']*)["']/g)].map((match) =>
    posix.extname(match[1] ?? ""),
  );
  const [first] = relative.filter((each) => each !== ".json");
  if (first !== undefined) return /^\.[cm]?[jt]sx?$/.test(first) ? first : "";
  return /^\.[cm]?ts$|^\.[tj]sx$/.test(extension) ? extension.replace("t", "j").replace("x", "") : extension;
}

/** Behind a shebang, comments at the top, and directives such as "use strict". */
function firstStatement(file: CodeFile): number {
  const { Node } = file.tsMorph;
  const statement = file.source
    .getStatements()
    .find((each) => !(Node.isExpressionStatement(each) && Node.isStringLiteral(each.getExpression())));
  return statement?.getStart() ?? file.text.length;
}
