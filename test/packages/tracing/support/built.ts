import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const PACKAGE = join(import.meta.dirname, "../../../../packages/tracing");
let built = false;

/** Builds the package from the sources of now, once: what is tested is what is shipped. */
export function buildPackage(): void {
  if (!built) execFileSync(process.execPath, [join(PACKAGE, "build.mjs")], { stdio: "pipe" });
  built = true;
}
