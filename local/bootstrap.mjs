// Plain JavaScript, because it must run under the oldest Node that a machine may have (20): installs the dependencies
// when they are missing or older than the lock file, then hands over to the project's own Node.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const modules = join(root, "node_modules");
const marker = join(modules, ".pmp-xray-lock");
const node = join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

const installed = existsSync(node) && existsSync(marker) && readFileSync(marker, "utf8") === lock;
if (!installed) {
  console.log("Installing npm packages (once; about a minute) …");
  const install = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
  writeFileSync(marker, lock);
}

const [command = "help", ...args] = process.argv.slice(2);
const scripts = {
  test: [
    ["npm", ["run", "--silent", "check"]],
    ["npm", ["run", "--silent", "unit", "--", ...args]],
  ],
  e2e: [["npm", ["run", "--silent", "e2e:run", "--", ...args]]],
};
const steps = scripts[command] ?? [[node, [join(root, "local", "main.ts"), command, ...args]]];

let child;
// The child decides what an interrupt means; this process only waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child?.kill(signal));

for (const [program, programArgs] of steps) {
  const code = await new Promise((resolve) => {
    child = spawn(program, programArgs, { cwd: root, stdio: "inherit" });
    child.once("error", (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once("exit", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 1)));
  });
  if (code !== 0) process.exit(code);
}
