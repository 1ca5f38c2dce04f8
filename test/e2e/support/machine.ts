import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { clusterPaths } from "../../../local/paths.ts";
import { processesOf } from "../../support/processes-of.ts";
import { cache } from "./npm.ts";

/** Everything of this machine that a local cluster could leave something in. */
export interface Machine {
  /** Those of the local cluster, by its folder: other programs of the machine may come and go. */
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  readonly interfaces: readonly string[];
  readonly firewall: readonly string[];
  readonly cgroups: readonly string[];
  readonly files: readonly string[];
}

/** Folders in which a node or a container runtime likes to leave things, two levels deep. */
const folders = ["/etc", "/opt", "/run", "/var/lib", "/var/log", "/var/run", "/usr/local", "/usr/libexec", "/root"];
/** What other programs of the machine change there all the time. */
const othersFiles =
  /^\/(run|var\/run)\/(user|systemd|udev)|^\/root\/\.|^\/root\/go|^\/var\/lib\/apt|^\/var\/log\/journal/;

function list(dir: string, depth: number): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return [path, ...(depth > 1 && entry.isDirectory() ? list(path, depth - 1) : [])];
  });
}

async function lines(command: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await execa(command, args, { reject: false });
  return stdout.split("\n").filter((line) => line !== "");
}

/** A picture of the machine, to compare with a later one. Nothing in it depends on the time. */
export async function lookAtMachine(iptablesSave: string): Promise<Machine> {
  const cgroups = existsSync("/sys/fs/cgroup") ? list("/sys/fs/cgroup", 2).filter((path) => path.includes("k8s")) : [];
  return {
    processes: processesOf([clusterPaths(cache).root]),
    mounts: readFileSync("/proc/self/mounts", "utf8").split("\n").sort(),
    interfaces: readdirSync("/sys/class/net").sort(),
    firewall: (await lines(iptablesSave))
      .filter((line) => /^[:-]/.test(line))
      .map((line) => line.replace(/\[.*\]/, "")),
    cgroups,
    files: folders
      .flatMap((dir) => list(dir, 2))
      .filter((path) => !othersFiles.test(path))
      .sort(),
  };
}
