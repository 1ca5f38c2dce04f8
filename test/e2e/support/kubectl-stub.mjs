#!/usr/bin/env node
// Stands in for kubectl where a test is about the engine, not about a cluster: it takes every object as it is, and keeps it.
// While the file KILL_ENGINE exists beside it, the first DaemonSet kills the engine behind the call, in the middle of the
// operation, when the object is made already. By then everything in AWS that the chart waits for is there.
// While the file CLUSTER_GONE exists there, no call gets an answer.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const verb = process.argv
  .slice(2)
  .find((arg, index, all) => arg !== "--kubeconfig" && all[index - 1] !== "--kubeconfig");
const killFile = join(dirname(process.argv[1]), "KILL_ENGINE");
const parentOf = (pid) => Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);

if (existsSync(join(dirname(process.argv[1]), "CLUSTER_GONE"))) {
  console.error("The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?");
  process.exit(1);
}
if (verb === "version") console.log(JSON.stringify({ serverVersion: { gitVersion: "v1.36.3" } }));

/** The file that holds an object, by the name that kubectl is given: KIND.VERSION.GROUP/NAME. */
const fileOf = (name) => join(dirname(process.argv[1]), "objects", name.replace("/", "_"));
const named = process.argv.slice(2).find((arg) => /^[A-Z][A-Za-z.0-9]*\/[a-z]/.test(arg));
if (verb === "get" && named !== undefined && existsSync(fileOf(named)))
  console.log(readFileSync(fileOf(named), "utf8"));
if (verb === "delete" && named !== undefined) rmSync(fileOf(named), { force: true });
if (verb === "apply") {
  const object = readFileSync(0, "utf8");
  const { apiVersion, kind, metadata } = JSON.parse(object);
  const [group, version] = apiVersion.split("/");
  mkdirSync(join(dirname(process.argv[1]), "objects"), { recursive: true });
  writeFileSync(fileOf(`${version === undefined ? kind : `${kind}.${version}.${group}`}/${metadata.name}`), object);
  if (existsSync(killFile) && kind === "DaemonSet") {
    rmSync(killFile);
    // This process <- the Kubernetes plugin <- the engine.
    const engine = parentOf(process.ppid);
    process.kill(engine, "SIGKILL");
    process.kill(process.ppid, "SIGKILL");
    process.exit(1);
  }
  console.log(object);
}
