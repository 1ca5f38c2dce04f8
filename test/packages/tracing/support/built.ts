import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const PACKAGE = join(import.meta.dirname, "../../../../packages/tracing");
let built = false;

/** Builds the package from the sources of now, once: what is tested is what is shipped. A hook for `before`. */
export function buildPackage(this: Mocha.Context): void {
  // Seconds on an idle machine, and more than the usual limit on a busy one.
  this.timeout(120_000);
  if (!built) execFileSync(process.execPath, [join(PACKAGE, "build.mjs")], { stdio: "pipe" });
  built = true;
}
