/**
 * Generates values.schema.json and the table in the chart's README from values.yaml, and the sampling rules of
 * values-<stage>.yaml from the presets of packages/planning.
 * `node charts/tooling/main.ts` writes; with `--check` it writes nothing and exits 1 if a file is outdated.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { generatedFiles } from "./generated.ts";

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
const stale = (await generatedFiles()).filter(({ path, text }) => readIfThere(path) !== text);
for (const { path, text } of stale) {
  if (!check) writeFileSync(path, text);
  process.stdout.write(`${path}: ${check ? "not up to date; run node charts/tooling/main.ts" : "written"}\n`);
}
process.exitCode = check && stale.length > 0 ? 1 : 0;

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
