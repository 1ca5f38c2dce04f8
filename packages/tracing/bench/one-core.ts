import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * Runs this with this process and these others on one core. A server that answers faster than the load is made need not
 * wake whoever makes it, while a slower one pays for waking another core with each answer: that would be taken for a
 * cost of what is measured. On one core all hand over alike. Only once they have started: V8 sets itself up otherwise
 * where it sees a single core. Where there is no taskset (it is part of util-linux), all stay where they are, and the
 * figures are less steady.
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

/** A list such as `0-1`; empty where it is not known. */
function allowedCores(): string {
  const status = "/proc/self/status";
  return existsSync(status) ? (/^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(status, "utf8"))?.[1] ?? "") : "";
}

function move(pid: number, cores: string): void {
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", cores, String(pid)], { stdio: "ignore" });
}
