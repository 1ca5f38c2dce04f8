// Installs the npm packages, the project's own Node among them, when they are missing or older than the lock file. Plain
// JavaScript without a dependency, because it must run under the oldest Node that a machine may have (20).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const modules = join(root, "node_modules");
const marker = join(modules, ".pmp-xray-lock");
const node = join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

if (!existsSync(node) || !existsSync(marker) || readFileSync(marker, "utf8") !== lock) {
  // On standard error, npm's own output too: the command that follows may print JSON.
  console.error("Installing npm packages (once; about a minute) …");
  const install = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["inherit", 2, 2],
    shell: process.platform === "win32",
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
  writeFileSync(marker, lock);
}
