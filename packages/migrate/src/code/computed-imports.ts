import { posix } from "node:path";

/** `require(name)`, `import("./" + name)`, and what a template begins with. */
const COMPUTED =
  /(?<![.\w$])(?:require|import)\s*\(\s*(?:`(?<head>[^`$]*)\$\{|"(?<double>[^"\n]*)"\s*\+|'(?<single>[^'\n]*)'\s*\+|(?=[^\s"'`)/])[^"'`)])/g;

/**
 * Which of some files a file may load by names that it computes: those below the folder with which the name begins, or
 * all of them. Its text is asked without a syntax tree: what is taken for such a call in a comment only joins units.
 */
export function computedImportsOf(text: string, path: string, files: () => readonly string[]): string[] {
  const starts = [...text.matchAll(COMPUTED)].flatMap(({ groups }) => {
    const start = groups?.head ?? groups?.double ?? groups?.single ?? "";
    if (start === "" || start.startsWith("/")) return [""];
    // A package's name: no file of the repository.
    return start.startsWith(".") ? [posix.join(posix.dirname(path), start.slice(0, start.lastIndexOf("/") + 1))] : [];
  });
  if (starts.length === 0) return [];
  return files().filter(
    (file) => file !== path && starts.some((start) => file.startsWith(start.replace(/^\.\/$/, ""))),
  );
}
