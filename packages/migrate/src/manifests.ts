import { posix } from "node:path";
import { installedBy, type Manifest } from "./code/package-json.ts";
import { replacedPackages, TRACING } from "./code/packages.ts";
import { kindOf } from "./kinds.ts";
import { editManifest } from "./manifest.ts";
import { STARTED_MODULES } from "./rules/deployment/start-command.ts";
import type { Finding } from "./migration.ts";
import { TextFile } from "./read/text-file.ts";
import type { RuleInfo } from "./rule.ts";
import type { FoundFile } from "./walk.ts";

/** What is known of a repository's code. */
interface ReadCode {
  readonly judged: ReadonlyMap<string, unknown>;
  /** By folder. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** The modules that each file imports, by path. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/** A package of the SDK in a package.json that no code needs any more: the last step of a migration by hand. */
export const xrayPackage: RuleInfo = {
  name: "xray-package",
  title: "package of the X-Ray SDK that no code imports",
  why: "It is installed, scanned and updated for nothing, and looks as if the service still used it.",
  fix: "It leaves package.json; @pmp/tracing comes if code imports it.",
  level: "edit",
};

/** Packages of the SDK that no code imports, as it is now. */
export function unusedPackages(
  code: ReadCode,
  byPath: ReadonlyMap<string, FoundFile>,
  unread: ReadonlySet<string>,
): Finding[] {
  return [...code.manifests].flatMap(([folder, manifest]) => {
    const path = posix.join(folder, "package.json");
    const file = new TextFile(path, byPath.get(path)?.text ?? "");
    const unreadHere = [...unread].find(
      (each) => kindOf(each) === "code" && isBelow(packageOf(code.manifests, each), folder),
    );
    return replacedPackages(manifest)
      .filter((name) => !isNeeded(code, folder, name, [...byPath.values()]))
      .map((name): Finding => {
        const what = `${name} is in package.json, and no code imports it`;
        return {
          rule: xrayPackage,
          path,
          ...file.position(Math.max(0, file.text.indexOf(JSON.stringify(name)))),
          level: unreadHere === undefined ? "edit" : "say",
          message: unreadHere === undefined ? what : `${what}; ${unreadHere}, which could not be read, may do so`,
        };
      });
  });
}

/** Whether files below a package.json need one of its packages: those of packages that do not name it themselves. */
function isNeeded(code: ReadCode, folder: string, name: string, files: readonly FoundFile[]): boolean {
  return files.some(({ path, text }) => {
    const own = packageOf(code.manifests, path);
    if (!isBelow(own, folder) || (own !== folder && namedBetween(code.manifests, own, folder, name))) return false;
    const imported =
      code.imports.get(path)?.some((module) => module === name || module.startsWith(`${name}/`)) ?? false;
    return imported || names(text, path, name);
  });
}

function namedBetween(manifests: ReadonlyMap<string, Manifest>, from: string, above: string, name: string): boolean {
  for (let folder = from; folder !== above && folder !== "."; folder = posix.dirname(folder)) {
    const manifest = manifests.get(folder);
    if (manifest !== undefined && installedBy(manifest).includes(name)) return true;
  }
  return false;
}

/** package.json, last: what no code of the package imports any more goes, and what the new code imports comes. */
export function writeManifests(
  code: ReadCode,
  byPath: ReadonlyMap<string, FoundFile>,
  unused: readonly Finding[],
  changes: Map<string, string>,
): void {
  const codeChanges = [...changes.keys()].filter((path) => kindOf(path) === "code");
  // A changed file has no import of the SDK left.
  const left = [...byPath.values()].flatMap((file) => {
    if (kindOf(file.path) === "code") return changes.has(file.path) ? [] : [file];
    return [{ ...file, text: changes.get(file.path) ?? file.text }];
  });
  for (const [folder, manifest] of code.manifests) {
    const isOwn = (path: string): boolean => packageOf(code.manifests, path) === folder;
    const written = codeChanges.filter((path) => isBelow(packageOf(code.manifests, path), folder));
    const path = posix.join(folder, "package.json");
    const text = changes.get(path) ?? byPath.get(path)?.text;
    const started = startPackages(manifest, [...changes.keys()].filter(isOwn), byPath, changes);
    const isUnused = unused.some((finding) => finding.path === path && finding.level === "edit");
    if ((written.length === 0 && !isUnused && !changes.has(path) && started.length === 0) || text === undefined)
      continue;
    // A set-up's packages, which only the code before had.
    const dropped = written.flatMap((file) => {
      const after = changes.get(file) ?? "";
      return (code.imports.get(file) ?? []).filter((name) => SET_UP.test(name) && !after.includes(name));
    });
    const replaced = written.length === 0 && !isUnused ? [] : replacedPackages(manifest);
    const keptByHand = unused.filter((finding) => finding.path === path && finding.level === "say");
    const removed = [...replaced, ...dropped, ...started].filter(
      (name) =>
        !isNeeded(code, folder, name, left) && !keptByHand.some(({ message }) => message.startsWith(`${name} `)),
    );
    const own = [...byPath.values()]
      .filter((file) => isOwn(file.path))
      .map((file) => changes.get(file.path) ?? file.text);
    const texts = [...own, ...codeChanges.filter((each) => isOwn(each)).map((each) => changes.get(each) ?? "")];
    changes.set(path, editManifest(text, removed, addedBy(texts)));
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
  if (kindOf(path) !== "code" && kindOf(path) !== "script") return text.includes(`${name}/register`);
  return [...text.matchAll(/["'`]((?:aws-xray-sdk|@aws\/|@opentelemetry\/)[\w./-]*)/g)].some(
    ([, found = ""]) =>
      found === name || found.startsWith(`${name}/`) || (found.endsWith("-") && name.startsWith(found)),
  );
}

const SET_UP = /^@opentelemetry\/(?!api$)|^@aws\/aws-distro-opentelemetry/;

const VERSIONS: Readonly<Record<string, string>> = { [TRACING]: "^0.1.0", "@opentelemetry/api": ">=1.10.0 <1.11.0" };

/** What the texts of a package need; the API is what @pmp/tracing needs beside itself. */
function addedBy(texts: readonly string[]): Record<string, string> {
  return texts.some((text) => text.includes(TRACING)) ? VERSIONS : {};
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
