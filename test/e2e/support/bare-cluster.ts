import assert from "node:assert/strict";
import { bringUp, type Ready } from "../../../local/bring-up.ts";
import { parseStartOptions } from "../../../local/options.ts";
import { clusterPaths } from "../../../local/paths.ts";
import { recordedStack } from "../../../local/stack/stack.ts";
import { createTerminal } from "../../../local/terminal.ts";
import { runningCluster, stopCluster } from "../../../local/cluster/cluster.ts";
import { processesOf } from "../../support/processes-of.ts";
import { cache, npmRun } from "./npm.ts";
import { portOptions } from "./ports.ts";

/** Set, the cluster stays for the suite that comes next (.ci/run). */
const KEEP = "PMP_XRAY_E2E_KEEP_CLUSTER";
const paths = clusterPaths(cache);

let shared: Promise<Ready> | undefined;

/**
 * A node and an emulator without a stack on them: stands for a cluster of the user's own. Whoever asks first starts it, all
 * others share it: each works in a namespace of its own and removes what it made.
 */
export function bareCluster(): Promise<Ready> {
  shared ??= start();
  return shared;
}

async function start(): Promise<Ready> {
  if (runningCluster(paths)?.mode !== "own" || recordedStack(paths) !== undefined) await npmRun("stop");
  const options = parseStartOptions(await portOptions());
  assert.ok(options !== undefined);
  return bringUp(options, cache, paths, createTerminal(process.stderr), new AbortController().signal);
}

/** For the end of a suite. */
export async function endSharedCluster(): Promise<void> {
  if (shared === undefined || isKept()) return;
  shared = undefined;
  await stopCluster(paths);
}

/** The processes of a cluster that is kept. */
export function clusterProcesses(): string[] {
  return isKept() ? processesOf([paths.root]) : [];
}

function isKept(): boolean {
  return (process.env[KEEP] ?? "") !== "";
}
