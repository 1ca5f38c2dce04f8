import { posix } from "node:path";
import type { Manifest } from "./code/entries.ts";
import { replacedPackages, TRACING } from "./code/packages.ts";
import { kindOf } from "./kinds.ts";
import { editManifest } from "./manifest.ts";
import { STARTED_MODULES } from "./rules/deployment/start-command.ts";
import type { FoundFile } from "./walk.ts";

/** What is known of a repository's code. */
interface ReadCode {
  readonly judged: ReadonlyMap<string, unknown>;
  /** By folder. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** The modules that each file imports, by path. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/** package.json, last: what no code of the package imports any more goes, and what the new code imports comes. */
export function writeManifests(
  code: ReadCode,
  byPath: ReadonlyMap<string, FoundFile>,
  free: (path: string) => boolean,
  changes: Map<string, string>,
): void {
  for (const [folder, manifest] of code.manifests) {
    const isOwn = (path: string): boolean => packageOf(code.manifests, path) === folder;
    const written = [...code.judged.keys()].filter((path) => isOwn(path) && free(path) && changes.has(path));
    const path = posix.join(folder, "package.json");
    const text = changes.get(path) ?? byPath.get(path)?.text;
    const started = startPackages(manifest, [...changes.keys()].filter(isOwn), byPath, changes);
    if ((written.length === 0 && !changes.has(path) && started.length === 0) || text === undefined) continue;
    const others = [...byPath.values()].filter((file) => isOwn(file.path) && !written.includes(file.path));
    const kept = new Set(others.flatMap((file) => code.imports.get(file.path) ?? []));
    const isKept = (name: string): boolean =>
      kept.has(name) ||
      others.some((file) => names(file.path === path ? text : (changes.get(file.path) ?? file.text), file.path, name));
    // A set-up's packages, which only the code before had.
    const dropped = written.flatMap((file) => {
      const after = changes.get(file) ?? "";
      return (code.imports.get(file) ?? []).filter((name) => SET_UP.test(name) && !after.includes(name));
    });
    const replaced = written.length === 0 ? [] : replacedPackages(manifest);
    const removed = [...replaced, ...dropped, ...started].filter((name) => !isKept(name));
    changes.set(path, editManifest(text, removed, addedBy(written.map((each) => changes.get(each) ?? ""))));
  }
}

/** Packages of auto-instrumentations that a changed file of the package started before, and does not start any more. */
function startPackages(
  { dependencies, devDependencies }: Manifest,
  changed: readonly string[],
  byPath: ReadonlyMap<string, FoundFile>,
  changes: ReadonlyMap<string, string>,
): string[] {
  return STARTED_MODULES.filter((module) =>
    changed.some((path) => byPath.get(path)?.text.includes(module) === true && !changes.get(path)?.includes(module)),
  )
    .map((module) => module.replace(/\/register$/, ""))
    .filter((name) => dependencies?.[name] !== undefined || devDependencies?.[name] !== undefined);
}

/** Whether a text has the name of a package, or its beginning that other text is added to, other than as a dependency. */
function names(text: string, path: string, name: string): boolean {
  if (kindOf(path) !== "code") return text.includes(`${name}/register`);
  return [...text.matchAll(/["'`]((?:aws-xray-sdk|@aws\/|@opentelemetry\/)[\w./-]*)/g)].some(
    ([, found = ""]) =>
      found === name || found.startsWith(`${name}/`) || (found.endsWith("-") && name.startsWith(found)),
  );
}

const SET_UP = /^@opentelemetry\/(?!api$)|^@aws\/aws-distro-opentelemetry/;

const VERSIONS: Readonly<Record<string, string>> = { [TRACING]: "^0.1.0", "@opentelemetry/api": ">=1.10.0 <1.11.0" };

function addedBy(texts: readonly string[]): Record<string, string> {
  const names = Object.keys(VERSIONS).filter((name) => name === TRACING || texts.some((text) => text.includes(name)));
  return Object.fromEntries(
    [...new Set([...names, "@opentelemetry/api"])].map((name) => [name, VERSIONS[name] ?? "*"]),
  );
}

export function readManifest({ path, text }: FoundFile): [string, Manifest][] | undefined {
  if (posix.basename(path) !== "package.json") return undefined;
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === "object" && manifest !== null ? [[posix.dirname(path), manifest]] : undefined;
  } catch {
    return undefined;
  }
}

/** The folder of the nearest package.json above a file. */
export function packageOf(manifests: ReadonlyMap<string, unknown>, path: string): string {
  let folder = posix.dirname(path);
  while (folder !== "." && !manifests.has(folder)) folder = posix.dirname(folder);
  return folder;
}

export function isBelow(folder: string, above: string): boolean {
  return above === "." || folder === above || folder.startsWith(`${above}/`);
}
