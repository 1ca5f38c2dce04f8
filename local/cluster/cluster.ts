import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterPaths } from "../paths.ts";
import { UsageError } from "@pmp/command-line";
import { removeContainerCgroups } from "./cgroups.ts";
import { emulatorUrlInside, network } from "./network.ts";
import { clusterFiles, type ContextSpec, type ClusterSpec, type ClusterStatus } from "./spec.ts";
import { isAlive, processStartTime, readState, writeState, type Access, type ClusterState } from "./state.ts";

const stopTimeoutMs = 20_000;

/** Starts a node of our own and the emulator in the background, and waits until the cluster's DNS answers. */
export async function startCluster(
  spec: ClusterSpec,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<ClusterState> {
  const { paths, ports } = spec;
  for (const dir of [paths.sockets, paths.data, paths.config]) mkdirSync(dir, { recursive: true });
  const state = launch(paths, "own", "supervisor.ts", spec, {
    apiUrl: `http://127.0.0.1:${ports.api}`,
    emulatorUrl: `http://127.0.0.1:${ports.emulator}`,
    emulatorUrlInCluster: emulatorUrlInside,
    issuer: network.issuer,
    kubeconfig: paths.kubeconfig,
    kubectl: spec.binaries.kubectl,
  });
  await ready(paths, state, onStep, signal);
  return state;
}

/** Starts the additions to a cluster: an emulator, unless one runs, and a forward to the API's Service. */
export async function startBesideCluster(
  spec: ContextSpec,
  access: Access,
  onStep: (step: string) => void,
  signal: AbortSignal,
  mode: "kind" | "context" = "context",
): Promise<ClusterState> {
  const state = launch(spec.paths, mode, "context-supervisor.ts", spec, access);
  await ready(spec.paths, state, onStep, signal);
  return state;
}

/** Restarts the processes beside the user's cluster with the same settings. */
export async function revive(paths: ClusterPaths, state: ClusterState, signal: AbortSignal): Promise<ClusterState> {
  // Written by this project when it started, so its shape is known.
  const spec = JSON.parse(readFileSync(join(paths.root, clusterFiles.spec), "utf8")) as ContextSpec;
  return startBesideCluster(spec, state.access, () => undefined, signal);
}

function launch(
  paths: ClusterPaths,
  mode: ClusterState["mode"],
  program: string,
  spec: ClusterSpec | ContextSpec,
  access: Access,
): ClusterState {
  mkdirSync(paths.logs, { recursive: true });
  rmSync(join(paths.root, clusterFiles.status), { force: true });
  const file = join(paths.root, clusterFiles.spec);
  writeFileSync(file, JSON.stringify(spec, undefined, 2), { mode: 0o600 });
  const log = openSync(join(paths.logs, "supervisor.log"), "a");
  const child = spawn(process.execPath, [join(import.meta.dirname, program), file], {
    // Its own session: a Ctrl-C in this terminal is for `npm start`, which then stops the cluster in order.
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, PATH: spec.env.PATH ?? process.env.PATH },
  });
  closeSync(log);
  child.unref();
  const pid = child.pid;
  const startTime = pid === undefined ? undefined : processStartTime(pid);
  if (pid === undefined || startTime === undefined) throw new Error("the supervisor could not be started");
  const state: ClusterState = {
    supervisor: { pid, startTime },
    startedAt: new Date().toISOString(),
    mode,
    access,
  };
  writeState(paths, state);
  return state;
}

async function ready(
  paths: ClusterPaths,
  state: ClusterState,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = "";
  for (;;) {
    signal.throwIfAborted();
    const status = readStatus(paths);
    if (status?.phase === "ready") return;
    if (status?.phase === "failed") throw new Error(status.error);
    if (status !== undefined && status.step !== last) {
      last = status.step;
      onStep(last);
    }
    if (!isAlive(state)) {
      throw new Error(`the local cluster ended while starting: ${tail(join(paths.logs, "supervisor.log"))}`);
    }
    await sleep(100);
  }
}

function readStatus(paths: ClusterPaths): ClusterStatus | undefined {
  const file = join(paths.root, clusterFiles.status);
  if (!existsSync(file)) return undefined;
  // Written by this project's init a moment ago, so its shape is known.
  return JSON.parse(readFileSync(file, "utf8")) as ClusterStatus;
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n") : "(no log)";
}

/** The cluster that runs now, if any. */
export function runningCluster(paths: ClusterPaths): ClusterState | undefined {
  const state = readState(paths);
  return state !== undefined && isAlive(state) ? state : undefined;
}

/** Stops the cluster, if one is running, and removes leftovers, also of a killed one: cgroups and its folder. */
export async function stopCluster(paths: ClusterPaths): Promise<void> {
  const state = readState(paths);
  if (state !== undefined && isAlive(state)) {
    process.kill(state.supervisor.pid, "SIGTERM");
    const deadline = Date.now() + stopTimeoutMs;
    while (isAlive(state)) {
      if (Date.now() > deadline) {
        throw new UsageError(
          `The local cluster (pid ${state.supervisor.pid}) did not end within ${stopTimeoutMs / 1000} s. Its log: ${paths.logs}. End it by hand with: kill -9 ${state.supervisor.pid}`,
        );
      }
      await sleep(50);
    }
  }
  if (existsSync(paths.root)) {
    removeContainerCgroups();
    // Without its spec file a supervisor that the state no longer names ends too; the retries wait for it.
    rmSync(join(paths.root, clusterFiles.spec), { force: true });
    rmSync(paths.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}
