import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { z } from "zod";

/** What a program is made of. */
export interface Graph {
  /** Source files, relative to the root of the repository. */
  readonly files: readonly string[];
  /** Packages of others that they import, with the versions that the importing packages pin. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** The same for packages without which the program works in part. */
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  dependencies: versions,
  peerDependencies: versions,
  optionalDependencies: versions,
});

/**
 * Follows the imports of some files, `import()` included, through this repository's own packages.
 * @throws Error that names every import of a package that the importing package does not declare.
 */
export async function importGraph(root: string, entryPoints: readonly string[]): Promise<Graph> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    outdir: join(root, "dist", "graph"),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
    plugins: [
      {
        name: "packages of others",
        setup: (plugins) => {
          plugins.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@pmp/") ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  const dependencies = new Map<string, string>();
  const optionalDependencies = new Map<string, string>();
  const undeclared: string[] = [];
  for (const [file, { imports }] of Object.entries(metafile.inputs)) {
    const external = imports.filter((each) => each.external === true && !isBuiltin(each.path));
    for (const name of new Set(external.map(({ path }) => packageName(path)))) {
      const declared = declaredVersion(root, file, name);
      if (declared === undefined) undeclared.push(`${file}: imports ${name}, which its package.json does not declare`);
      else (declared.optional ? optionalDependencies : dependencies).set(name, declared.version);
    }
  }
  if (undeclared.length > 0) throw new Error(undeclared.join("\n"));
  return {
    files: Object.keys(metafile.inputs).sort(),
    dependencies: sorted(dependencies),
    optionalDependencies: sorted(optionalDependencies),
  };
}

function declaredVersion(root: string, file: string, name: string): { version: string; optional: boolean } | undefined {
  for (let folder = dirname(join(root, file)); ; folder = dirname(folder)) {
    const path = join(folder, "package.json");
    if (existsSync(path)) {
      const manifest = manifestSchema.parse(JSON.parse(readFileSync(path, "utf8")));
      const version = manifest.dependencies[name] ?? manifest.peerDependencies[name];
      if (version !== undefined) return { version, optional: false };
      const optional = manifest.optionalDependencies[name];
      return optional === undefined ? undefined : { version: optional, optional: true };
    }
    if (relative(root, folder) === "") return undefined;
  }
}

function isBuiltin(path: string): boolean {
  return path.startsWith("node:");
}

function packageName(path: string): string {
  return path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");
}

function sorted(map: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...map].sort(([one], [other]) => (one < other ? -1 : 1)));
}
