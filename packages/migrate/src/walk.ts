import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Larger files are data or generated. */
const MAX_SIZE = 1024 * 1024;

/** Folders of what others wrote or what tools made. */
const GENERATED = new Set([
  ...["node_modules", "bower_components", "vendor", "dist", "build", "out", "coverage"],
  ...[".git", ".hg", ".svn", ".next", ".nuxt", ".turbo", ".cache", ".yarn", ".pnpm-store", ".serverless", "cdk.out"],
]);

/** A file of the repository that a rule may read. */
export interface FoundFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  /** Without the byte-order mark. */
  readonly text: string;
  /** The byte-order mark, or nothing. */
  readonly mark: string;
}

/** A file that was not read, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** The repository's files that `wanted` selects by path, in order of their paths. Links are followed inside only. */
export async function walk(
  root: string,
  wanted: (path: string) => boolean,
): Promise<{ files: FoundFile[]; skipped: Skipped[] }> {
  const [files, skipped]: [FoundFile[], Skipped[]] = [[], []];
  const top = await realpath(root);

  async function visit(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name);
      const path = relative(top, full).split(sep).join("/");
      if (entry.isDirectory()) {
        if (!GENERATED.has(entry.name)) await visitSafely(full, path);
      } else if (entry.isSymbolicLink()) await visitLink(full, path);
      else if (entry.isFile() && wanted(path)) await read(full, path);
    }
  }

  async function visitSafely(full: string, path: string): Promise<void> {
    try {
      await visit(full);
    } catch (error) {
      skipped.push({ path, reason: `can't be read: ${messageOf(error)}` });
    }
  }

  /** What a link inside leads to is read where it is; what is outside belongs to somebody else. */
  async function visitLink(full: string, path: string): Promise<void> {
    const target = await realpath(full).catch(() => undefined);
    if (target === undefined) {
      if (wanted(path)) skipped.push({ path, reason: "a link that leads nowhere" });
    } else if (target !== top && !target.startsWith(top + sep)) {
      skipped.push({ path, reason: "a link out of the repository" });
    }
  }

  async function read(full: string, path: string): Promise<void> {
    try {
      const { size } = await lstat(full);
      if (size > MAX_SIZE) skipped.push({ path, reason: `larger than 1 MB (${Math.ceil(size / 1024)} kB)` });
      else files.push({ path, ...decode(await readFile(full)) });
    } catch (error) {
      skipped.push({ path, reason: messageOf(error) });
    }
  }

  await visit(top);
  return { files, skipped };
}

const MARK = "\u{feff}";

/** Throws for what is not UTF-8: writing it back would change it. */
function decode(bytes: Uint8Array): { text: string; mark: string } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(MARK) ? { text: text.slice(1), mark: MARK } : { text, mark: "" };
  } catch {
    throw new Error("not UTF-8 text");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
