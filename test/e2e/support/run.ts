import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stop as stopBundler } from "esbuild";
import { processesOf } from "../../support/processes-of.ts";
import { clusterProcesses, endSharedCluster } from "./bare-cluster.ts";

/** Processes that were told to end may take this long, in milliseconds. */
const ENDING_MS = 10_000;

/** Node and the policy runner of Pulumi keep compiled modules there, for whichever of their processes comes next. */
const CACHES = /^(?:node-compile-cache|ts-node-[\da-f]+)$/;

/** Temporary files of this run and of every process that it starts: they inherit the variable, which marks them as well. */
const folder = mkdtempSync(join(tmpdir(), "pmp-xray-e2e-"));
process.env.TMPDIR = folder;

/** What this run started and still runs. A cluster that is kept for the next suite does not count. */
function left(): string[] {
  const kept = new Set(clusterProcesses());
  return processesOf([folder]).filter((line) => !kept.has(line));
}

/** For every e2e suite, by mocha's `--require`: when it ends, no process and no temporary file of its own is left. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(120_000);
    await endSharedCluster();
    // The bundler of the API's image is a process that waits for the next bundle.
    await stopBundler();
    for (const deadline = Date.now() + ENDING_MS; left().length > 0 && Date.now() < deadline;) await sleep(100);
    const files = readdirSync(folder).filter((name) => !CACHES.test(name));
    const processes = left();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(processes, [], "the suite left processes");
    assert.deepEqual(files, [], "the suite left temporary files");
  },
};
