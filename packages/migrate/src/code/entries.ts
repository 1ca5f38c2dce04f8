import { posix } from "node:path";
import type { ImportGraph } from "./graph.ts";
import type { Manifest } from "./package-json.ts";

/** A test: it imports the app, but no process starts with it in production. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|e2e)\/|[.-](?:test|spec)\.[cm]?[jt]sx?$/.test(path);
}

/**
 * The files that processes start with: those that no other file but a test imports, and those that a package.json
 * names in `main`, `bin` or a script.
 *
 * @param named paths that a package.json or a Dockerfile names
 */
export function entriesOf(paths: Iterable<string>, graph: ImportGraph, named: ReadonlySet<string>): string[] {
  return [...paths].filter(
    (path) =>
      named.has(path) ||
      isTest(path) ||
      graph.importersOf(path).every((importer) => isTest(importer) || importer === path),
  );
}

/** Files that a manifest starts: `main`, `bin`, and paths in scripts. Relative to the repository. */
export function startedBy(folder: string, manifest: Manifest, known: ReadonlyMap<string, unknown>): string[] {
  const words = Object.values(manifest.scripts ?? {}).flatMap((script) => script.split(/[\s"'=]+/));
  const bin = typeof manifest.bin === "string" ? [manifest.bin] : Object.values(manifest.bin ?? {});
  return [...(manifest.main === undefined ? [] : [manifest.main]), ...bin, ...words]
    .map((word) => posix.join(folder, word))
    .filter((path) => known.has(path));
}
