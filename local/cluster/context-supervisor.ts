/**
 * Background process for a user's cluster: runs the AWS emulator, unless one is running, and a `kubectl port-forward`
 * to the API's Service, which it restarts when it ends. Stops both on a signal.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startAlarms } from "../alarms/start.ts";
import { emulatorArgs } from "./processes.ts";
import { clusterFiles, type ContextSpec, type ClusterStatus } from "./spec.ts";

const readyTimeoutMs = 30_000;
const retryMs = 1000;

const [, , specFile] = process.argv;
if (specFile === undefined) throw new Error("usage: context-supervisor.ts SPEC_FILE");
const spec = JSON.parse(readFileSync(specFile, "utf8")) as ContextSpec;

const children = new Set<ChildProcess>();
let ending = false;

function launch(name: string, command: string, args: readonly string[]): ChildProcess {
  const log = openSync(join(spec.paths.logs, `${name}.log`), "a");
  const child = spawn(command, args, { stdio: ["ignore", log, log], env: { ...process.env, ...spec.env } });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

function status(value: ClusterStatus): void {
  const file = join(spec.paths.root, clusterFiles.status);
  writeFileSync(`${file}.partial`, JSON.stringify(value));
  renameSync(`${file}.partial`, file);
}

function end(code: number): void {
  ending = true;
  for (const child of children) child.kill("SIGTERM");
  process.exit(code);
}

function fail(error: string): void {
  status({ phase: "failed", error });
  end(1);
}

function forward(): void {
  const child = launch("port-forward", spec.kubectl, [
    "--kubeconfig",
    spec.kubeconfig,
    "--namespace",
    spec.namespace,
    "port-forward",
    `service/${spec.service}`,
    `${spec.apiPort}:80`,
  ]);
  // It ends when the Service is not there yet, and whenever its pod goes.
  child.once("exit", () => {
    if (!ending) setTimeout(forward, retryMs);
  });
  child.once("error", (error) => fail(`kubectl could not be started: ${error.message}`));
}

// Ends if the user deletes the folder.
setInterval(() => {
  if (!existsSync(specFile)) end(0);
}, 1000).unref();

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => end(0));

if (spec.emulator !== undefined) {
  status({ phase: "starting", step: "starting the AWS emulator" });
  const { command, listen } = spec.emulator;
  const emulator = launch("fakecloud", command, emulatorArgs(spec.emulator));
  emulator.once("error", (error) => fail(`the AWS emulator could not be started: ${error.message}`));
  emulator.once("exit", () => {
    if (!ending) fail(`the AWS emulator ended; see ${join(spec.paths.logs, "fakecloud.log")}`);
  });
  const deadline = Date.now() + readyTimeoutMs;
  const answers = () =>
    fetch(`http://${listen}/_fakecloud/health`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await answers())) {
    if (Date.now() > deadline) fail(`the AWS emulator did not answer within ${readyTimeoutMs / 1000} s`);
    await sleep(100);
  }
  // Whoever started an emulator of their own may publish there already.
  children.add(startAlarms(`http://${listen}`, spec.paths.logs));
}
forward();
status({ phase: "ready" });
