import { posix } from "node:path";

const EXTENSIONS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** Sources of what a compiler names in imports: `./app.js` is `./app.ts`. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
};

/** Which file of the repository imports which. */
export class ImportGraph {
  readonly #imports = new Map<string, readonly string[]>();
  readonly #importedBy = new Map<string, Set<string>>();

  /**
   * @param files the modules that each file imports, by path
   * @param packages folders of the repository's own packages, by name
   */
  constructor(files: ReadonlyMap<string, readonly string[]>, packages: ReadonlyMap<string, string> = new Map()) {
    for (const [path, modules] of files) {
      const targets = modules.flatMap((module) => resolve(files, packages, path, module) ?? []);
      this.#imports.set(path, targets);
      for (const target of targets) {
        const known = this.#importedBy.get(target) ?? new Set();
        this.#importedBy.set(target, known.add(path));
      }
    }
  }

  /** Adds what a start command loads before a file. */
  add(path: string, preloaded: string): void {
    this.#imports.set(path, [...(this.#imports.get(path) ?? []), preloaded]);
  }

  importersOf(path: string): readonly string[] {
    return [...(this.#importedBy.get(path) ?? [])];
  }

  /** A file with all that it imports, directly or not. */
  reach(entry: string): Set<string> {
    const reached = new Set([entry]);
    for (const path of reached) for (const next of this.#imports.get(path) ?? []) reached.add(next);
    return reached;
  }
}

function resolve(
  files: ReadonlyMap<string, unknown>,
  packages: ReadonlyMap<string, string>,
  from: string,
  module: string,
): string | undefined {
  if (module.startsWith(".")) return asFile(files, posix.join(posix.dirname(from), module));
  const name = module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
  const folder = packages.get(name);
  if (folder === undefined) return undefined;
  const inside = module.slice(name.length + 1);
  const candidates = inside === "" ? ["src/index", "index", "src/main", "lib/index"] : [inside, `src/${inside}`];
  return candidates.map((each) => asFile(files, posix.join(folder, each))).find((found) => found !== undefined);
}

function asFile(files: ReadonlyMap<string, unknown>, path: string): string | undefined {
  const extension = posix.extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return [
    ...EXTENSIONS.map((each) => path + each),
    ...(SOURCES[extension] ?? []).map((each) => stem + each),
    ...EXTENSIONS.slice(1).map((each) => posix.join(path, `index${each}`)),
  ].find((each) => files.has(each));
}
