import assert from "node:assert/strict";
import { bringUp, type Ready } from "../../../local/bring-up.ts";
import { parseStartOptions } from "../../../local/options.ts";
import { worldPaths } from "../../../local/paths.ts";
import { createTerminal } from "../../../local/terminal.ts";
import { stopWorld } from "../../../local/cluster/cluster.ts";
import { cache, npmRun } from "./npm.ts";

/** A node and an emulator without a stack on them: stands for a cluster of the user's own. */
export async function bareCluster(): Promise<Ready> {
  await npmRun("stop");
  const options = parseStartOptions([]);
  assert.ok(options !== undefined);
  return bringUp(options, cache, worldPaths(cache), createTerminal(process.stderr), new AbortController().signal);
}

export function stopBareCluster(): Promise<void> {
  return stopWorld(worldPaths(cache));
}
