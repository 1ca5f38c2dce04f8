import { existsSync } from "node:fs";
import { cacheDir, CLIENT_TOOLS, ensureTools } from "@pmp/tools";
import type { StackName } from "./names.ts";
import { clusterPaths, type ClusterPaths } from "./paths.ts";
import { destroy, openRecordedStack, recordedStack } from "./stack/stack.ts";
import { stackTarget } from "./stack-target.ts";
import { UsageError } from "@pmp/command-line";
import { type Terminal } from "./terminal.ts";
import { readState, type ClusterState } from "./cluster/state.ts";
import { revive, runningCluster, stopCluster } from "./cluster/cluster.ts";
import { endKind } from "./kind.ts";

/** `npm stop`: destroys the stack through Pulumi while the cluster still answers, then takes the cluster down. */
export async function stop(terminal: Terminal, signal: AbortSignal): Promise<number> {
  const paths = clusterPaths(cacheDir());
  if (!existsSync(paths.root)) {
    terminal.step("Nothing runs.");
    return 0;
  }
  const state = await answering(paths, signal);
  const name = recordedStack(paths);
  if (state !== undefined && name !== undefined) {
    terminal.step(`Destroying the stack \`${name}\` with Pulumi`);
    await destroyStack(state, name, paths, terminal, signal);
  }
  terminal.step("Taking the local cluster down");
  const wasKind = await endKind(paths, signal);
  await stopCluster(paths);
  terminal.step(
    wasKind
      ? "Down: no process and no container of it is left. Docker keeps the images that it pulled."
      : "Down: no process, mount, interface, iptables chain or cgroup of it is left.",
  );
  return 0;
}

/**
 * The cluster, if its stack can still be destroyed. Of our own cluster nothing is kept. A user's cluster
 * still has the deployed objects, so the processes beside it are restarted for the destroy.
 */
async function answering(paths: ClusterPaths, signal: AbortSignal): Promise<ClusterState | undefined> {
  const running = runningCluster(paths);
  if (running !== undefined) return running;
  const state = readState(paths);
  return state?.mode === "context" && recordedStack(paths) !== undefined ? revive(paths, state, signal) : undefined;
}

async function destroyStack(
  state: ClusterState,
  name: StackName,
  paths: ClusterPaths,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const toolbox = await ensureTools(CLIENT_TOOLS, { signal });
  try {
    await destroy(await openRecordedStack(stackTarget(state, toolbox, paths), name), paths);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Our own cluster is removed next, with everything that the stack created. The user's is kept.
    if (state.mode !== "context") terminal.info(`Pulumi could not destroy it: ${reason}`);
    else throw new UsageError(`The stack is still in your cluster, and \`npm stop\` can be tried again: ${reason}`);
  }
}
