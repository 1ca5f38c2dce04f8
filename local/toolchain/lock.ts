import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, with the holder's process id, when somebody else holds the lock. */
  readonly onWait?: (pid: number) => void;
  /** How often to look whether the lock is free, in milliseconds. Default 500. */
  readonly pollMs?: number;
}

interface Owner {
  readonly pid: number;
  /** Start time of the process in clock ticks since boot, so that a reused process id is not taken for the owner. */
  readonly started: string;
}

/**
 * Runs `work` while holding the lock file, which names its owner by process id. Waits for a living owner; takes the lock
 * over from a dead one.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const mine = `${path}.${randomUUID()}`;
  const owner: Owner = { pid: process.pid, started: (await startTime(process.pid)) ?? "" };
  await writeFile(mine, JSON.stringify(owner));
  try {
    await acquire(path, mine, options);
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, mine: string, options: LockOptions): Promise<void> {
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    // A link to a complete file appears at once with its content; creating the file and then writing it would not.
    if (await tryLink(mine, path)) return;
    const text = await readIfThere(path);
    if (text === undefined) continue;
    const owner = parseOwner(text);
    if (owner === undefined || !(await isAlive(owner))) {
      await removeStale(path, text);
      continue;
    }
    if (!told) options.onWait?.(owner.pid);
    told = true;
    await sleep(options.pollMs ?? 500, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Moves the stale lock aside; when another process was faster and the lock is a new one by now, that one is put back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readIfThere(aside)) !== stale) await tryLink(aside, path);
  await rm(aside, { force: true });
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("pid" in value && "started" in value)) return undefined;
    const { pid, started } = value;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  return (await startTime(owner.pid)) === owner.started;
}

/** Field 22 of /proc/PID/stat; the second field may hold spaces and ends with the last bracket (proc_pid_stat(5)). */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readIfThere(`/proc/${String(pid)}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // A process that ends while its stat file is being read gives ESRCH.
    if (hasCode(error, "ENOENT") || hasCode(error, "ESRCH")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
