import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { promisify } from "node:util";
import { JOURNAL } from "./kinds.ts";
import type { Change } from "./migration.ts";

/** A file could not be written. The message says which, and which were written before it. */
export class WriteError extends Error {}

/** What a run is about to write; it lies in the repository while the run lasts. */
interface Journal {
  /** `placing`: all files are written beside their targets, and are being put in place. */
  readonly state: "preparing" | "placing";
  readonly files: readonly PlannedFile[];
}

interface PlannedFile {
  readonly path: string;
  /** Where its text is written first, relative to the repository. */
  readonly temporary: string;
  /** Digests of its text; without `before` it is created. */
  readonly before?: string;
  readonly after: string;
}

/** What became of a run that was interrupted. */
export interface Resumed {
  /** Whether all its files are written now; else nothing of it was done. */
  readonly complete: boolean;
  /** Files that the earlier run had left to write, and that are written now. */
  readonly completed: readonly string[];
  /** Files that it had written itself. */
  readonly written: readonly string[];
}

/**
 * Writes each file beside itself, and renames them only when all are there: a full disk or a missing permission leaves
 * everything as it was. A journal lists them, by which {@link resumeWriting} completes a run that was killed in between.
 * Keeps the mode.
 *
 * @throws WriteError
 */
export async function writeChanges(root: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const files = changes.map(({ path, before, after }): PlannedFile => ({
    path,
    temporary: `${path}.${randomUUID()}.tmp`,
    ...(before !== undefined && { before: digest(before) }),
    after: digest(after),
  }));
  const written: string[] = [];
  let current = JOURNAL;
  try {
    await writeJournal(root, { state: "preparing", files });
    for (const [index, { path, temporary }] of files.entries()) {
      current = path;
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeNew(join(root, temporary), changes[index]?.after ?? "", join(root, path));
    }
    current = JOURNAL;
    await writeJournal(root, { state: "placing", files });
    for (const { path, temporary } of files) {
      current = path;
      await rename(join(root, temporary), join(root, path));
      written.push(path);
    }
    await removeJournal(root, files);
  } catch (error) {
    await removeJournal(root, files).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    const before =
      written.length === 0
        ? "Nothing was changed."
        : `Written before it: ${written.join(", ")}. To take that back, if the tree was clean: git stash --include-untracked.`;
    throw new WriteError(`${current} could not be written: ${reason}. ${before}`, { cause: error });
  }
}

/**
 * Completes what an interrupted run of {@link writeChanges} has left. What it had only prepared is taken away, and so is
 * all of it if somebody has changed one of the files since: then a new run finds what is to be done.
 *
 * @returns Undefined: there is no interrupted run
 * @throws WriteError
 */
export async function resumeWriting(root: string): Promise<Resumed | undefined> {
  const journal = await readJournal(root);
  if (journal === undefined) {
    await rm(join(root, `${JOURNAL}.tmp`), { force: true });
    return undefined;
  }
  const states = await Promise.all(journal.files.map((file) => stateOf(root, file)));
  const pending = journal.files.filter((_, index) => states[index] === "prepared");
  const written = journal.files.filter((_, index) => states[index] === "written").map(({ path }) => path);
  const complete = journal.state === "placing" && !states.includes("changed");
  if (complete) {
    for (const { path, temporary } of pending) {
      await rename(join(root, temporary), join(root, path)).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new WriteError(`${path} of the interrupted run could not be written: ${reason}.`, { cause: error });
      });
    }
  }
  await removeJournal(root, journal.files);
  return { complete, completed: complete ? pending.map(({ path }) => path) : [], written };
}

/** Whether a run was interrupted here, and how many files it has left to write. */
export async function interruptedRun(root: string): Promise<number | undefined> {
  const journal = await readJournal(root);
  if (journal === undefined) return undefined;
  const states = await Promise.all(journal.files.map((file) => stateOf(root, file)));
  return states.filter((state) => state !== "written").length;
}

async function stateOf(root: string, file: PlannedFile): Promise<"written" | "prepared" | "changed"> {
  const [now, temporary] = await Promise.all([digestOf(join(root, file.path)), digestOf(join(root, file.temporary))]);
  // A text that was put in place, and no text beside it that still could be.
  if (now === file.after && temporary === undefined) return "written";
  return now === file.before && temporary === file.after ? "prepared" : "changed";
}

async function readJournal(root: string): Promise<Journal | undefined> {
  const path = join(root, JOURNAL);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const journal = parseJournal(text);
  if (journal !== undefined) return journal;
  throw new WriteError(
    `${JOURNAL}, by which an interrupted run is completed, has not been written by one: delete it and run again.`,
  );
}

/** It may come with a repository from anywhere: its files are inside, and beside them is only what has such a name. */
function parseJournal(text: string): Journal | undefined {
  try {
    const journal = JSON.parse(text) as Partial<Journal>;
    const isOwn = ({ path, temporary }: PlannedFile): boolean =>
      !isAbsolute(path) &&
      !normalize(path).startsWith("..") &&
      temporary.startsWith(`${path}.`) &&
      /^\.[\da-f-]{36}\.tmp$/.test(temporary.slice(path.length));
    return Array.isArray(journal.files) && journal.files.every(isOwn) ? (journal as Journal) : undefined;
  } catch {
    return undefined;
  }
}

/** The journal is there as a whole or not at all. */
async function writeJournal(root: string, journal: Journal): Promise<void> {
  const temporary = join(root, `${JOURNAL}.tmp`);
  await writeFile(temporary, JSON.stringify(journal));
  await rename(temporary, join(root, JOURNAL));
}

/** Takes away what is left beside the files, and the journal last. */
async function removeJournal(root: string, files: readonly PlannedFile[]): Promise<void> {
  await Promise.all(files.map(({ temporary }) => rm(join(root, temporary), { force: true }).catch(() => undefined)));
  await rm(join(root, `${JOURNAL}.tmp`), { force: true });
  await rm(join(root, JOURNAL), { force: true });
}

function digest(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

async function digestOf(path: string): Promise<string | undefined> {
  return readFile(path).then(digest, () => undefined);
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
