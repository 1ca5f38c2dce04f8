import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { installedBy, type Manifest } from "./package-json.ts";

const EXTENSIONS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** Sources of what a compiler names in imports: `./app.js` is `./app.ts`. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
};

/** The aliases of a tsconfig.json or jsconfig.json, with paths relative to the repository. */
export interface Aliases {
  /** The file's folder: it counts for files below. */
  readonly folder: string;
  readonly baseUrl?: string;
  /** By pattern: `@lib/*`. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

export interface Repository {
  /** The code, by path. */
  readonly files: ReadonlyMap<string, unknown>;
  /** By folder. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly aliases: readonly Aliases[];
}

/** Finds the repository's files that imports name, as Node.js and TypeScript do, and built files by their sources. */
export class Modules {
  readonly #files: ReadonlyMap<string, unknown>;
  readonly #manifests: ReadonlyMap<string, Manifest>;
  readonly #aliases: readonly Aliases[];
  /** Folders of the repository's own packages, by name. */
  readonly #packages: ReadonlyMap<string, string>;
  /** Names of packages that are installed. */
  readonly #installed: ReadonlySet<string>;
  /** Paths by their last part without its extension. */
  readonly #byStem: ReadonlyMap<string, readonly string[]>;

  constructor({ files, manifests, aliases }: Repository) {
    this.#files = files;
    this.#manifests = manifests;
    this.#aliases = aliases;
    this.#packages = new Map(
      [...manifests].flatMap(([folder, { name }]) => (name === undefined ? [] : [[name, folder] as const])),
    );
    this.#installed = new Set([...manifests.values()].flatMap(installedBy));
    this.#byStem = Map.groupBy(files.keys(), (path) => posix.basename(path, posix.extname(path)));
  }

  /** The files that a module's name stands for in a file; none: it is installed, or no code. */
  resolve(from: string, module: string): readonly string[] {
    const found = this.#exact(from, module);
    return found === undefined ? this.#byEnd(module) : [found];
  }

  #exact(from: string, module: string): string | undefined {
    if (/^\.{1,2}(?:\/|$)/.test(module)) return this.#file(posix.join(posix.dirname(from), module));
    if (module.startsWith("#")) {
      const folder = this.#above(from);
      return this.#first(targetsOf(this.#manifests.get(folder)?.imports, module), folder);
    }
    return this.#aliased(from, module) ?? this.#packaged(module);
  }

  #aliased(from: string, module: string): string | undefined {
    for (const { folder, baseUrl, paths } of this.#aliases) {
      if (folder !== "." && !from.startsWith(`${folder}/`)) continue;
      const found =
        this.#first(targetsOf(paths, module), ".") ??
        (baseUrl === undefined ? undefined : this.#file(posix.join(baseUrl, module)));
      if (found !== undefined) return found;
    }
    const own = this.#above(from);
    return this.#first(targetsOf(this.#manifests.get(own)?._moduleAliases, module), own);
  }

  #packaged(module: string): string | undefined {
    const name = packageNameOf(module);
    const folder = this.#packages.get(name);
    const manifest = folder === undefined ? undefined : this.#manifests.get(folder);
    if (folder === undefined || manifest === undefined) return undefined;
    const inside = module.slice(name.length + 1);
    const key = inside === "" ? "." : `./${inside}`;
    const exported = hasSubpaths(manifest.exports) ? manifest.exports : { ".": manifest.exports };
    const usual =
      inside === ""
        ? [manifest.source, manifest.module, manifest.main, "src/index", "index", "src/main", "lib/index"]
        : [inside, `src/${inside}`];
    return this.#first([...targetsOf(exported, key), ...usual.filter((each) => each !== undefined)], folder);
  }

  /**
   * An alias of a tool whose settings are not read: what no package.json installs is the file whose path ends like it.
   * Too many files only join units that could be apart.
   */
  #byEnd(module: string): readonly string[] {
    const name = packageNameOf(module);
    if (this.#manifests.size === 0 || this.#installed.has(name) || this.#packages.has(name)) return [];
    if (/^[./#]/.test(module) || isBuiltin(module) || module.includes(":")) return [];
    const end = module.slice(module.indexOf("/") + 1);
    if (end === module) return [];
    const stem = posix.basename(end, SOURCES[posix.extname(end)] === undefined ? "" : posix.extname(end));
    const wanted = posix.join(posix.dirname(end), stem);
    const matches = (path: string): boolean => {
      const bare = path.slice(0, path.length - posix.extname(path).length).replace(/\/index$/, "");
      return bare === wanted || bare.endsWith(`/${wanted}`);
    };
    const indexes = (this.#byStem.get("index") ?? []).filter(matches);
    return [...(this.#byStem.get(stem) ?? []).filter(matches), ...indexes];
  }

  #first(targets: readonly string[], folder: string): string | undefined {
    for (const target of targets) {
      const path = posix.join(folder, target);
      const found = this.#file(path) ?? this.#source(path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The source of a built file: `dist/util/a.js` is made from `src/util/a.ts`, or from `util/a.ts`. */
  #source(path: string): string | undefined {
    const built = /(^|\/)(?:dist|build|out|lib|es|esm|cjs)\//;
    for (const folder of ["src/", ""]) {
      const source = path.replace(built, `$1${folder}`);
      if (source === path) return undefined;
      const found =
        this.#file(source) ??
        // `dist/esm/a.js`
        (built.test(source) ? this.#file(source.replace(built, "$1")) : undefined) ??
        this.#file(source.replace(/\.d\.([cm]?ts)$/, ".$1"));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #file(path: string): string | undefined {
    const extension = posix.extname(path);
    const stem = path.slice(0, path.length - extension.length);
    return [
      ...EXTENSIONS.map((each) => path + each),
      ...(SOURCES[extension] ?? []).map((each) => stem + each),
      ...EXTENSIONS.slice(1).map((each) => posix.join(path, `index${each}`)),
    ].find((each) => this.#files.has(each));
  }

  #above(path: string): string {
    let folder = posix.dirname(path);
    while (folder !== "." && !this.#manifests.has(folder)) folder = posix.dirname(folder);
    return folder;
  }
}

function packageNameOf(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Whether `exports` names subpaths; else it is what the package itself exports. */
function hasSubpaths(exported: unknown): exported is object {
  return typeof exported === "object" && exported !== null && Object.keys(exported).some((key) => key.startsWith("."));
}

/** What a map of names, of which some end in `*`, gives for a name: all texts in it, for every condition. */
function targetsOf(map: unknown, name: string): string[] {
  if (typeof map !== "object" || map === null) return [];
  return Object.entries(map).flatMap(([pattern, target]): string[] => {
    const [before = "", after] = pattern.split("*");
    if (after === undefined) {
      // An alias of module-alias is also the beginning of names.
      const rest = name.startsWith(`${pattern}/`) && pattern !== "." ? name.slice(pattern.length) : undefined;
      return pattern === name ? textsIn(target) : rest === undefined ? [] : textsIn(target).map((each) => each + rest);
    }
    if (!name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length) return [];
    const star = name.slice(before.length, name.length - after.length);
    return textsIn(target).map((each) => each.replace("*", star));
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
