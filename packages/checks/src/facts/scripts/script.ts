import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of a script that runs in a pod. It has no imports but Node's own. */
export function script(name: "probe" | "traffic"): string {
  return readFileSync(join(import.meta.dirname, `${name}.mjs`), "utf8");
}
