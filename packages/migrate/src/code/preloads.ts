import { posix } from "node:path";

/** A file that a start command loads before the app, and the app if the command names its source. */
export interface Preload {
  readonly file: string;
  readonly app?: string;
}

/**
 * The files of the repository that a text's start commands preload: `node --require ./xray.js server.js`, as a script of
 * a package.json, in a Dockerfile, or in NODE_OPTIONS.
 *
 * @param folder where the text's file is
 * @param known whether a path is in the repository
 */
export function preloadsOf(text: string, folder: string, known: (path: string) => boolean): Preload[] {
  const found: Preload[] = [];
  for (const line of text.split("\n")) {
    if (!/--require|--import|\s-r[\s"',]/.test(line)) continue;
    const words = line.split(/[\s"',=[\]]+/).filter((word) => word !== "");
    const files = words.map((word) => sourceOf(posix.join(folder, word), known));
    const preloaded = files.filter(
      (file, index) => file !== undefined && /^(?:--require|--import|-r)$/.test(words[index - 1] ?? ""),
    );
    const app = files.findLast(
      (file, index) => file !== undefined && !/^(?:--require|--import|-r)$/.test(words[index - 1] ?? ""),
    );
    for (const file of preloaded) if (file !== undefined) found.push({ file, ...(app !== undefined && { app }) });
  }
  return found;
}

/** A path as it is written, without its extension, or as the compiler's output of a source. */
function sourceOf(path: string, known: (path: string) => boolean): string | undefined {
  const stem = path.replace(/\.[cm]?js$/, "");
  const compiled = stem.replace(/(^|\/)(?:dist|build|out)\//, "$1src/");
  const extensions = [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"];
  return [path, ...extensions.flatMap((extension) => [stem + extension, compiled + extension])].find(known);
}
