#!/usr/bin/env node
// Plain JavaScript, because it must run under the oldest Node that a machine may have (20). The program itself is
// TypeScript, which Node runs as it is from 22.18 on; an older one hands over to the Node that `npm ci` installs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

if (process.features.typescript) {
  // Caches compiled sources in the system's temporary folder, for faster starts.
  module.enableCompileCache();
  // Hides Node 22's warning that type stripping is experimental, which does not concern the user.
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] !== "ExperimentalWarning") emitWarning.call(process, warning, ...rest);
  };
  await import("./main.ts");
} else {
  process.exitCode = await handOver();
}

function handOver() {
  const node = here(`../node_modules/node/bin/${process.platform === "win32" ? "node.exe" : "node"}`);
  if (!existsSync(node)) {
    console.error(`pmp-xray needs Node.js 22.18 or newer, this is ${process.version}. Run npm ci, which installs one.`);
    return 2;
  }
  const child = spawn(node, [here("main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  // Signals are handled by the program; a terminal sends Ctrl-C to it too.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(`${node} could not be started: ${error.message}`);
      resolve(2);
    });
    child.once("exit", (status) => resolve(status ?? 2));
  });
}
