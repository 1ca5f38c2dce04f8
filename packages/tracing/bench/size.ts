import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder, npm } from "./peers.ts";

/** Bytes of what `npm install` of the packed package puts into node_modules, its peer dependency included. */
export function measureSize(): number {
  const folder = benchFolder("installed");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "installed", private: true }));
  const packed = npm(["pack", "--silent", "--pack-destination", folder], join(import.meta.dirname, "..")).trim();
  npm(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, packed)], folder);
  return sizeOf(join(folder, "node_modules"));
}

/** Bytes of all files below a folder. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
