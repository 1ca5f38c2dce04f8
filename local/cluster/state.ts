import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { ClusterPaths } from "../paths.ts";

const stateSchema = z.object({
  /** Process that holds the cluster: ending it ends everything. */
  supervisor: z.object({ pid: z.number(), startTime: z.string() }),
  startedAt: z.string(),
  /**
   * `own`: this project's node in namespaces; `kind`: a cluster of kind's that this project made; `context`: the user's
   * cluster, which is never stopped.
   */
  mode: z.enum(["own", "kind", "context"]),
  /** How to reach what runs. */
  access: z.object({
    /** The API, from this machine. */
    apiUrl: z.url(),
    /** The AWS emulator, from this machine. */
    emulatorUrl: z.url(),
    /** The AWS emulator, from the cluster's pods. */
    emulatorUrlInCluster: z.url(),
    /** Issuer of the cluster's service account tokens. */
    issuer: z.url(),
    kubeconfig: z.string(),
    /** The kubectl that goes with it. */
    kubectl: z.string(),
  }),
});

/** The running processes: written when the cluster starts, removed when it has stopped. */
export type ClusterState = z.infer<typeof stateSchema>;
export type Access = ClusterState["access"];

/**
 * When a process started, in clock ticks since boot, from /proc: together with the pid it identifies a process, as a
 * pid alone may be reused. Undefined if there is no such process.
 */
export function processStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Fields 3 and 22, counted after the command name, which may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not asked yet.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Whether the process that `state` names still runs. */
export function isAlive(state: ClusterState): boolean {
  return processStartTime(state.supervisor.pid) === state.supervisor.startTime;
}

/**
 * The state that was written last. Undefined: there is none, or none that can be read (cut off, of another version).
 */
export function readState(paths: ClusterPaths): ClusterState | undefined {
  if (!existsSync(paths.state)) return undefined;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(paths.state, "utf8")));
  } catch {
    return undefined;
  }
}

export function writeState(paths: ClusterPaths, state: ClusterState): void {
  const partial = `${paths.state}.partial`;
  writeFileSync(partial, JSON.stringify(state, undefined, 2));
  renameSync(partial, paths.state);
}
