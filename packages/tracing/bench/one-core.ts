import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * Runs this with the process, and each that it starts meanwhile, on one core. A server that answers faster than the load
 * is made need not wake whoever makes it, while a slower one pays for waking another core with each answer: that would
 * be taken for a cost of what is measured. On one core all hand over alike. Where there is no taskset (it is part of
 * util-linux), it runs on all cores, and the figures are less steady.
 */
export async function onOneCore<T>(act: () => Promise<T>): Promise<T> {
  const allowed = allowedCores();
  const [one] = /^\d+/.exec(allowed) ?? [];
  if (one === undefined) return act();
  moveTo(one);
  try {
    return await act();
  } finally {
    moveTo(allowed);
  }
}

/** A list such as `0-1`; empty where it is not known. */
function allowedCores(): string {
  const status = "/proc/self/status";
  return existsSync(status) ? (/^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(status, "utf8"))?.[1] ?? "") : "";
}

function moveTo(cores: string): void {
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", cores, String(process.pid)], { stdio: "ignore" });
}
