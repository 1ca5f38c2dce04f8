import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Kills a process and its descendants, such as the server of `npm start`. Resolves even if nothing is left to kill.
 */
export async function killTree(pid: number, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === "win32") {
    await run("taskkill", ["/pid", String(pid), "/T", "/F"]).catch(() => undefined);
    return;
  }
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]).catch(() => ({ stdout: "" }));
  // Parents first, so that none of them restarts a killed child.
  for (const each of [pid, ...descendants(pid, stdout)]) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It has already ended.
    }
  }
}

/**
 * Descendants of a process from the output of `ps -o pid=,ppid=`; nearest first.
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
