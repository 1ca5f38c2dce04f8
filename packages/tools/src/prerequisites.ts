import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import type { ToolName } from "./catalog.ts";
import type { ToolPlan } from "./plan.ts";
import type { Problem } from "./step.ts";

/** What a running local cluster writes besides its tools: images, logs, etcd. In GB. */
const CLUSTER_GB = 2;

/** Tools of the cluster's node, which make namespaces, bridges and mounts and therefore run as root. */
const NODE_TOOLS: ReadonlySet<ToolName> = new Set(["kubelet", "containerd", "runc", "kube-proxy", "iptables"]);

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Undefined where there are no user ids. */
  readonly uid: number | undefined;
  /** Free space for the cache folder, in GB. */
  readonly freeGB: number;
  /** Memory that this process may use, in GB. */
  readonly memoryGB: number;
}

/** Everything that keeps the tools from being had or used on this machine, each with its fix; empty when nothing does. */
export async function findProblems(
  names: readonly ToolName[],
  plan: ToolPlan,
  machine: Machine,
  cache: string,
  env: NodeJS.ProcessEnv,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const { platform, arch } = machine;
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64")) {
    return [
      {
        what: `the local cluster runs on Linux on x64 or arm64; this machine is ${platform} ${arch}`,
        fix: "run it on Linux; a virtual machine will do",
      },
    ];
  }
  if (names.some((name) => NODE_TOOLS.has(name)) && machine.uid !== 0) {
    problems.push({
      what: "the local cluster's node needs root: it makes namespaces, mounts and a network bridge",
      fix: "run as root (sudo -E npm start -- --full), or let kind make a cluster in Docker: npm start -- --kind, or use one of your own: npm start -- --context NAME",
    });
  }
  const neededGB = diskNeed(plan);
  if (machine.freeGB < neededGB) {
    const cold = plan.steps.length > 0;
    problems.push({
      what:
        `${cache} has ${machine.freeGB.toFixed(1)} GB free; needed are ${neededGB.toFixed(1)} GB` +
        (cold ? `, of which ${keptNeed(plan).toFixed(1)} GB stay in use` : ""),
      fix: "free some space, or set PMP_XRAY_CACHE to a folder on another disk",
    });
  }
  const memoryGB = plan.steps.reduce((sum, step) => sum + (step.memoryGB ?? 0), 0);
  if (machine.memoryGB < memoryGB) {
    problems.push({
      what: `this machine has ${machine.memoryGB.toFixed(1)} GB of memory; compiling the tools takes ${memoryGB.toFixed(1)} GB`,
      fix: "give it more memory, or copy the folder `tools` of the cache from a machine that has compiled them",
    });
  }
  for (const tool of plan.unavailable) {
    problems.push({
      what: `${tool} is not on PATH, and there is no source for it on ${platform} ${arch} that can be reached`,
      fix: `install ${tool} with your package manager so that it is on PATH`,
    });
  }
  const found = await Promise.all(plan.steps.flatMap((step) => step.needs).map((need) => need.check(env)));
  return [...problems, ...withoutRepeats(found.filter((problem) => problem !== undefined))];
}

/** Disk space that is needed before anything starts, in GB: the tools that are missing, while they are made, and the cluster. */
export function diskNeed(plan: ToolPlan): number {
  return CLUSTER_GB + plan.steps.reduce((sum, step) => sum + step.peakGB, 0);
}

function keptNeed(plan: ToolPlan): number {
  return CLUSTER_GB + plan.steps.reduce((sum, step) => sum + step.keptGB, 0);
}

/** Free space in GB at a path that need not exist yet. */
export async function freeGB(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return (bavail * bsize) / 1e9;
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return freeGB(parent);
  }
}

/** Memory that this process may use, in GB: a container's limit counts. */
export function usableMemoryGB(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity) / 1e9;
}

function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [problem.what, problem])).values()];
}
