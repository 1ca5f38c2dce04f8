import { cacheDir } from "@pmp/tools";
import { nextSteps } from "./next-steps.ts";
import { clusterPaths } from "./paths.ts";
import type { Terminal } from "./terminal.ts";
import { runningCluster } from "./cluster/cluster.ts";

/** `npm run status`: exit code 0 when the local cluster runs, 1 when it does not. */
export function status(terminal: Terminal): number {
  const paths = clusterPaths(cacheDir());
  const state = runningCluster(paths);
  if (state === undefined) {
    terminal.print("The local cluster does not run. Start it with: npm start -- --full");
    return 1;
  }
  terminal.print(`The local cluster runs since ${state.startedAt} (pid ${state.supervisor.pid}).\n`);
  terminal.print(nextSteps(state));
  return 0;
}
