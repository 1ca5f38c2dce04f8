import { cacheDir } from "@pmp/tools";
import { nextSteps } from "./next-steps.ts";
import { worldPaths } from "./paths.ts";
import type { Terminal } from "./terminal.ts";
import { runningWorld } from "./cluster/cluster.ts";

/** `npm run status`: exit code 0 when the local world runs, 1 when it does not. */
export function status(terminal: Terminal): number {
  const paths = worldPaths(cacheDir());
  const state = runningWorld(paths);
  if (state === undefined) {
    terminal.print("The local world does not run. Start it with: npm start");
    return 1;
  }
  terminal.print(`The local world runs since ${state.startedAt} (pid ${state.supervisor.pid}).\n`);
  terminal.print(nextSteps(state));
  return 0;
}
