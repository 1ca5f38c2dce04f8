import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorldPaths } from "../paths.ts";
import { UserError } from "../terminal.ts";
import { removeContainerCgroups } from "./cgroups.ts";
import { worldFiles, type WorldSpec, type WorldStatus } from "./spec.ts";
import { isAlive, processStartTime, readState, writeState, type WorldState } from "./state.ts";

const stopTimeoutMs = 20_000;

/** Starts the world in the background and waits until its node and its DNS are ready. */
export async function startWorld(
  spec: WorldSpec,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<WorldState> {
  const { paths } = spec;
  for (const dir of [paths.logs, paths.sockets, paths.data, paths.config]) mkdirSync(dir, { recursive: true });
  const file = join(paths.root, worldFiles.spec);
  writeFileSync(file, JSON.stringify(spec, undefined, 2), { mode: 0o600 });
  const log = openSync(join(paths.logs, "supervisor.log"), "a");
  const child = spawn(process.execPath, [join(import.meta.dirname, "supervisor.ts"), file], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, PATH: spec.env.PATH ?? process.env.PATH },
  });
  closeSync(log);
  child.unref();
  const pid = child.pid;
  const startTime = pid === undefined ? undefined : processStartTime(pid);
  if (pid === undefined || startTime === undefined) throw new Error("the supervisor could not be started");
  const state: WorldState = { supervisor: { pid, startTime }, startedAt: new Date().toISOString(), ports: spec.ports };
  writeState(paths, state);

  let last = "";
  for (;;) {
    signal.throwIfAborted();
    const status = readStatus(paths);
    if (status?.phase === "ready") return state;
    if (status?.phase === "failed") throw new Error(status.error);
    if (status !== undefined && status.step !== last) {
      last = status.step;
      onStep(last);
    }
    if (!isAlive(state)) {
      throw new Error(`the local world ended while starting: ${tail(join(paths.logs, "supervisor.log"))}`);
    }
    await sleep(100);
  }
}

function readStatus(paths: WorldPaths): WorldStatus | undefined {
  const file = join(paths.root, worldFiles.status);
  if (!existsSync(file)) return undefined;
  // Written by this project's init a moment ago, so its shape is known.
  return JSON.parse(readFileSync(file, "utf8")) as WorldStatus;
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n") : "(no log)";
}

/** The world that runs now, if any. */
export function runningWorld(paths: WorldPaths): WorldState | undefined {
  const state = readState(paths);
  return state !== undefined && isAlive(state) ? state : undefined;
}

/** Ends the world, if one runs, and removes what it, or one that was killed, left: cgroups and its folder. */
export async function stopWorld(paths: WorldPaths): Promise<void> {
  const state = readState(paths);
  if (state !== undefined && isAlive(state)) {
    process.kill(state.supervisor.pid, "SIGTERM");
    const deadline = Date.now() + stopTimeoutMs;
    while (isAlive(state)) {
      if (Date.now() > deadline) {
        throw new UserError(
          `The local world (pid ${state.supervisor.pid}) did not end within ${stopTimeoutMs / 1000} s. Its log: ${paths.logs}. End it by hand with: kill -9 ${state.supervisor.pid}`,
        );
      }
      await sleep(50);
    }
  }
  if (existsSync(paths.root)) {
    removeContainerCgroups();
    rmSync(paths.root, { recursive: true, force: true });
  }
}
