import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * Runs `work` with this process and the given ones pinned to one core. With two cores, a server slower than the load
 * generator wakes the other core for each answer, and a faster one does not: the difference would count as a cost of
 * the measured variant. Processes are pinned after their start, because V8 configures itself differently on a single
 * core. Without taskset (part of util-linux) nothing is pinned, and the figures vary more.
 */
export async function onOneCore<T>(pids: readonly number[], act: () => Promise<T>): Promise<T> {
  const allowed = allowedCores();
  const [one] = /^\d+/.exec(allowed) ?? [];
  if (one === undefined) return act();
  for (const pid of [process.pid, ...pids]) move(pid, one);
  try {
    return await act();
  } finally {
    move(process.pid, allowed);
  }
}

/** A list such as `0-1`; empty if unknown. */
function allowedCores(): string {
  const status = "/proc/self/status";
  return existsSync(status) ? (/^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(status, "utf8"))?.[1] ?? "") : "";
}

function move(pid: number, cores: string): void {
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", cores, String(pid)], { stdio: "ignore" });
}
