import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Change } from "./migration.ts";

/** A file could not be written. The message says which, and which were written before it. */
export class WriteError extends Error {}

/**
 * Writes each file beside itself, and renames them only when all are there: a full disk or a missing permission leaves
 * everything as it was, a crash each file as it was or whole. Keeps the mode.
 *
 * @throws WriteError
 */
export async function writeChanges(root: string, changes: readonly Change[]): Promise<void> {
  const prepared: { readonly path: string; readonly temporary: string }[] = [];
  const written: string[] = [];
  let current = "";
  try {
    for (const { path, after } of changes) {
      current = path;
      const target = join(root, path);
      await mkdir(dirname(target), { recursive: true });
      const temporary = `${target}.${randomUUID()}.tmp`;
      prepared.push({ path, temporary });
      await writeNew(temporary, after, target);
    }
    for (const { path, temporary } of prepared) {
      current = path;
      await rename(temporary, join(root, path));
      written.push(path);
    }
  } catch (error) {
    await Promise.all(prepared.map(({ temporary }) => rm(temporary, { force: true }).catch(() => undefined)));
    const reason = error instanceof Error ? error.message : String(error);
    const before =
      written.length === 0
        ? "Nothing was changed."
        : `Written before it: ${written.join(", ")}. To take that back, if the tree was clean: git stash --include-untracked.`;
    throw new WriteError(`${current} could not be written: ${reason}. ${before}`, { cause: error });
  }
}

/** Writes a file that is not there yet, with the mode of the one that it will replace. */
async function writeNew(path: string, text: string, replaced: string): Promise<void> {
  const handle = await open(path, "wx");
  await handle.writeFile(text).finally(() => handle.close());
  const mode = await stat(replaced).then(
    ({ mode }) => mode,
    () => undefined,
  );
  if (mode !== undefined) await chmod(path, mode);
}

/** Why a folder can't be written to without risk; undefined: it can. One line with the fix. */
export async function reasonNotToWrite(root: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["status", "--porcelain", "--", "."], { cwd: root });
    if (stdout.trim() === "") return undefined;
    return "The git tree has uncommitted changes, which --write would mix with its own: commit or stash them, or use --write --force.";
  } catch {
    return "This folder is in no git repository, so --write could not be undone: run git init and commit, or use --write --force.";
  }
}
