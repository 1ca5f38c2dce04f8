import type { Modules } from "./modules.ts";

/** Which file of the repository imports which. */
export class ImportGraph {
  readonly #imports = new Map<string, readonly string[]>();
  readonly #importedBy = new Map<string, Set<string>>();

  /** @param files the modules that each file imports, by path */
  constructor(files: ReadonlyMap<string, readonly string[]>, modules: Modules) {
    for (const [path, named] of files) {
      const targets = named.flatMap((module) => modules.resolve(path, module));
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
