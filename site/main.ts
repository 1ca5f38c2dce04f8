/**
 * The documentation site, made from docs/: `npm run site` builds and serves it, `npm run site:build` builds it into
 * site/dist. Its packages are apart from the repository's: only who builds the site installs them.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = import.meta.dirname;
const marker = join(folder, "node_modules/.pmp-xray-lock");

/** Runs a program in this folder and ends with its exit code when it fails. */
function run(program: string, ...args: readonly string[]): void {
  const { status } = spawnSync(program, args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

const lock = createHash("sha256")
  .update(readFileSync(join(folder, "package-lock.json")))
  .digest("hex");
if (!existsSync(marker) || readFileSync(marker, "utf8") !== lock) {
  process.stdout.write("Installing the site's npm packages (once; about half a minute) …\n");
  // No package of the site needs a script of its own: esbuild's binary is a package too.
  run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
  writeFileSync(marker, lock);
}
const vitepress = join(folder, "node_modules/vitepress/bin/vitepress.js");
run(process.execPath, vitepress, "build");
if (process.argv[2] !== "build") run(process.execPath, vitepress, "preview");
