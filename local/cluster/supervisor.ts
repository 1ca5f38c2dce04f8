/**
 * Runs in the background on the machine itself: holds the host ports, starts the cluster in its namespaces and ends it.
 * Its pid is what `npm stop` signals. If it is killed, the cluster's stdin closes and the cluster ends too.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startAlarms } from "../alarms/start.ts";
import { removeContainerCgroups } from "./cgroups.ts";
import { relay } from "./relay.ts";
import { socketNames, type ClusterSpec } from "./spec.ts";

const [, , specFile] = process.argv;
if (specFile === undefined) throw new Error("usage: supervisor.ts SPEC_FILE");
const spec = JSON.parse(readFileSync(specFile, "utf8")) as ClusterSpec;

for (const name of ["api", "emulator", "kubernetes"] as const) {
  const target = { path: join(spec.paths.sockets, socketNames[name]) };
  await relay({ host: "127.0.0.1", port: spec.ports[name] }, () => target);
}

// bash is PID 1 in there because an init must reap orphans (containerd's shims), which Node does not do.
const namespaces = ["--net", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc"];
const init = [process.execPath, join(import.meta.dirname, "init.ts"), specFile];
const child = spawn("unshare", [...namespaces, "--", "bash", "-c", '"$@"; exit $?', "init", ...init], {
  stdio: ["pipe", "inherit", "inherit"],
  cwd: dirname(specFile),
});

const alarms = startAlarms(`http://127.0.0.1:${spec.ports.emulator}`, spec.paths.logs);

function killCluster(): void {
  // The pipe's end is enough for a healthy cluster; SIGKILL to PID 1 of the namespace is enough for any.
  child.stdin.end();
  try {
    const children = readFileSync(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, "utf8").trim();
    for (const pid of children.split(" ").filter((text) => text !== "")) process.kill(Number(pid), "SIGKILL");
  } catch {
    // Already ended.
  }
}

// Ends if the user deletes the cluster's folder.
setInterval(() => {
  if (!existsSync(specFile)) killCluster();
}, 1000).unref();

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, killCluster);
child.once("error", (error) => {
  process.stderr.write(`unshare could not be started: ${error.message}\n`);
  process.exit(1);
});
child.once("exit", () => {
  alarms.kill("SIGKILL");
  removeContainerCgroups();
  process.exit(0);
});
