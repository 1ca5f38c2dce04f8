import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Kills a process and all that it started, such as the server below `npm start`. Resolves also where nothing is left to
 * kill.
 */
export async function killTree(pid: number, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === "win32") {
    await run("taskkill", ["/pid", String(pid), "/T", "/F"]).catch(() => undefined);
    return;
  }
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]).catch(() => ({ stdout: "" }));
  // The parents first, so that none of them sees a child die and starts another.
  for (const each of [pid, ...descendants(pid, stdout)]) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Processes below one, by what `ps -o pid=,ppid=` prints; nearest first.
 */
export function descendants(pid: number, table: string): number[] {
  const children = Map.groupBy(
    [...table.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, child, parent]) => ({
      child: Number(child),
      parent: Number(parent),
    })),
    ({ parent }) => parent,
  );
  const found: number[] = [];
  for (let level = [pid]; level.length > 0;) {
    level = level
      .flatMap((each) => (children.get(each) ?? []).map(({ child }) => child))
      .filter((each) => !found.includes(each));
    found.push(...level);
  }
  return found;
}
