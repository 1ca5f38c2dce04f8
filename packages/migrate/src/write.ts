import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Change } from "./migration.ts";

/**
 * Writes each file beside itself and renames it, so that a crash leaves every file as it was or whole. Keeps the mode.
 */
export async function writeChanges(root: string, changes: readonly Change[]): Promise<void> {
  for (const { path, after } of changes) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    const temporary = `${target}.${randomUUID()}.tmp`;
    try {
      const handle = await open(temporary, "wx");
      await handle.writeFile(after).finally(() => handle.close());
      const mode = await stat(target).then(
        ({ mode }) => mode,
        () => undefined,
      );
      if (mode !== undefined) await chmod(temporary, mode);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
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
