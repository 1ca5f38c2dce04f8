import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { execFileSync } from "node:child_process";
import ts from "typescript";
import { z } from "zod";
import { importGraph } from "./graph.ts";
import { withScope, type Owner } from "./owner.ts";
import { publishedPath, transpile } from "./transpile.ts";

const root = join(import.meta.dirname, "..");

const manifestSchema = z.looseObject({ name: z.string(), version: z.string(), description: z.string() });
type Manifest = z.infer<typeof manifestSchema>;

/** Where the CLI reaches its own files by name instead of by an import. */
const CLI_ENTRIES = ["cli/main.ts", "cli/dev/preload.mjs", "packages/xray-local/src/receive/udp-thread.mjs"];
/** What the CLI reads at run time: the page of the local X-Ray, and the tracing that `dev` starts an app with. */
const CLI_ASSETS = ["packages/xray-local/dist/page", "packages/tracing/dist"];
/** Oldest Node that runs the CLI and the packages. */
const NODE = ">=22.15.0";

/** A folder that `npm pack` makes a tarball of. */
export interface Staged {
  readonly name: string;
  readonly folder: string;
}

/** Writes the folders of all npm packages below `target`, which is emptied first. Needs the built dist folders. */
export async function stagePackages(target: string, owner: Owner): Promise<readonly Staged[]> {
  for (const asset of CLI_ASSETS) {
    if (!existsSync(join(root, asset))) throw new Error(`${asset} is not there. Run npm run build.`);
  }
  rmSync(target, { recursive: true, force: true });
  const staged = [stageTracing(target, owner), stageSampling(target, owner), await stageCli(target, owner)];
  return [...staged, stagePolicy(target, owner)];
}

/** Packs the folders; returns the names of the tarballs in `target`. */
export function pack(staged: readonly Staged[], target: string): readonly string[] {
  mkdirSync(target, { recursive: true });
  const answer = z.array(z.object({ filename: z.string() }));
  return staged.flatMap(({ folder }) => {
    const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", target], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    return answer.parse(JSON.parse(output)).map(({ filename }) => filename);
  });
}

function stageTracing(target: string, owner: Owner): Staged {
  const from = "packages/tracing";
  const folder = join(target, "tracing");
  const { exports, files, main, types, peerDependencies } = readManifest(from);
  copyText(join(root, from, "dist"), join(folder, "dist"), owner);
  copyText(join(root, from, "README.md"), join(folder, "README.md"), owner);
  return writeManifest(folder, from, owner, { type: "module", main, types, exports, files, peerDependencies });
}

function stageSampling(target: string, owner: Owner): Staged {
  const from = "packages/sampling";
  const folder = join(target, "sampling");
  const source = join(root, from, "src");
  for (const name of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".ts")) write(join(folder, "src", publishedPath(name)), transpile(join(source, name)), owner);
  }
  const entry = (path: string): object => ({ types: path.replace(/\.ts$/, ".d.ts"), default: publishedPath(path) });
  const exports = z.record(z.string(), z.string()).parse(readManifest(from).exports);
  const entries = Object.values(exports).map((path) => join(root, from, path));
  declarations(entries, source, join(folder, "src"));
  return writeManifest(folder, from, owner, {
    type: "module",
    exports: Object.fromEntries(Object.entries(exports).map(([name, path]) => [name, entry(path)])),
    files: ["src"],
  });
}

/**
 * The program with this repository's packages inside (as bundled dependencies), since these are not published by themselves; packages of
 * others are ordinary dependencies.
 */
async function stageCli(target: string, owner: Owner): Promise<Staged> {
  const folder = join(target, "cli");
  const { files, dependencies, optionalDependencies } = await importGraph(root, CLI_ENTRIES);
  const packages = new Set<string>();
  for (const file of files) {
    const [home, inside] = placeOf(file);
    if (home !== "") packages.add(home);
    if (file.endsWith("package.json")) continue;
    const text = file.endsWith(".ts") ? transpile(join(root, file)) : readFileSync(join(root, file), "utf8");
    write(join(folder, home, publishedPath(inside)), text, owner);
  }
  for (const asset of CLI_ASSETS) copyText(join(root, asset), join(folder, ...placeOf(asset)), owner);
  for (const home of packages) stageBundled(folder, home, owner);
  write(join(folder, "pmp-xray.mjs"), LAUNCHER, owner);
  const bundled = [...packages].map((home) => withScope(home.replace("node_modules/", ""), owner));
  return writeManifest(folder, "cli", owner, {
    type: "module",
    bin: { "pmp-xray": "pmp-xray.mjs" },
    engines: { node: NODE },
    dependencies: {
      ...dependencies,
      ...Object.fromEntries(bundled.map((name) => [name, readManifest("cli").version])),
    },
    optionalDependencies,
    bundleDependencies: bundled,
  });
}

/** Where a source of the CLI is in its package: folder of the bundled package (empty: the program's own), and the path in it. */
function placeOf(file: string): readonly [string, string] {
  const [top = "", name = "", ...rest] = file.split("/");
  if (top === "cli") return ["", [name, ...rest].join("/")];
  if (top === "packages") return [`node_modules/@pmp/${name}`, rest.join("/")];
  return [`node_modules/@pmp/${top}`, [name, ...rest].join("/")];
}

function stageBundled(folder: string, home: string, owner: Owner): void {
  const short = home.replace("node_modules/@pmp/", "");
  const { name, version, description, license, type, main, exports } = readManifest(
    existsSync(join(root, short, "package.json")) ? short : `packages/${short}`,
  );
  const published = z.unknown().parse(JSON.parse(JSON.stringify(exports ?? {}).replaceAll(/(?<!\.d)\.ts"/g, '.js"')));
  const manifest = { name, version, description, license, type, main, exports: published };
  write(join(folder, home, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`, owner);
}

function stagePolicy(target: string, owner: Owner): Staged {
  const folder = join(target, "policy");
  execFileSync(process.execPath, [join(root, "policy/build.ts")], { stdio: "inherit" });
  copyText(join(root, "policy/dist"), folder, owner);
  for (const each of ["README.md", "config"]) copyText(join(root, "policy", each), join(folder, each), owner);
  const own = manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  return writeManifest(folder, "policy", owner, { type: "commonjs", main: own.main, dependencies: own.dependencies });
}

const LAUNCHER = `#!/usr/bin/env node
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  console.error(\`pmp-xray needs Node.js 22.15 or newer, this is \${process.version}. Install one, and try again.\`);
  process.exitCode = 2;
} else {
  module.enableCompileCache?.();
  await import("./main.js");
}
`;

function readManifest(folder: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")));
}

/** Writes package.json, README and LICENSE of a package that is published. */
function writeManifest(folder: string, from: string, owner: Owner, more: Readonly<Record<string, unknown>>): Staged {
  const { name, version, description, license } = readManifest(from);
  const { home: homepage, repository: url } = owner;
  const manifest = {
    name,
    version,
    description,
    license,
    ...(homepage !== "" && { homepage }),
    ...(url !== "" && { repository: { type: "git", url: `git+${url}`, directory: from } }),
    ...(owner.maintainers.length > 0 && { maintainers: owner.maintainers }),
    engines: { node: NODE },
    publishConfig: { access: "public", provenance: true },
    ...more,
  };
  write(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`, owner);
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  return { name: withScope(name, owner), folder };
}

function declarations(entries: readonly string[], rootDir: string, outDir: string): void {
  const program = ts.createProgram(entries, {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    declaration: true,
    emitDeclarationOnly: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
    types: ["node"],
    rootDir,
    outDir,
  });
  const { diagnostics } = program.emit();
  const [problem] = diagnostics;
  if (problem !== undefined) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
}

const TEXT = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".json", ".md", ".html", ".css", ".yaml"]);

/** Copies files, texts with the owner's scope. */
function copyText(from: string, to: string, owner: Owner): void {
  cpSync(from, to, { recursive: true });
  const paths = statSync(to).isFile()
    ? [to]
    : readdirSync(to, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map((each) => join(each.parentPath, each.name));
  for (const path of paths) if (TEXT.has(extname(path))) write(path, readFileSync(path, "utf8"), owner);
}

function write(path: string, text: string, owner: Owner): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, withScope(text, owner));
}
