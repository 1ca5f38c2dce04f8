import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { REGISTER_VARIABLE } from "../../../cli/dev/environment.ts";
import { root, temporaryFolder, type Folder } from "../support/program.ts";

/** Stands for @pmp/tracing/register. */
const register = `data:text/javascript,${encodeURIComponent("console.log('traced')")}`;

let folder: Folder;
before(() => (folder = temporaryFolder()));
after(() => folder.remove());

/** Runs a script of this path as `pmp-xray dev` would. */
function run(script: string, ...options: readonly string[]): { stdout: string; stderr: string } {
  mkdirSync(dirname(join(folder.path, script)), { recursive: true });
  folder.write(script, "console.log('runs')");
  const preload = pathToFileURL(join(root, "cli/dev/preload.mjs")).href;
  const env = { PATH: process.env.PATH, NODE_OPTIONS: `--import=${preload}`, [REGISTER_VARIABLE]: register };
  const { stdout, stderr } = spawnSync(process.execPath, [...options, join(folder.path, script)], {
    env,
    encoding: "utf8",
  });
  return { stdout, stderr };
}

describe("what NODE_OPTIONS loads", () => {
  it("adds tracing to an app, whatever its name", () => {
    for (const script of ["server.cjs", "npm/server.cjs", "node_modules/next/dist/bin/next.cjs", "yarn.d/main.cjs"]) {
      assert.equal(run(script).stdout, "traced\nruns\n", script);
    }
  });

  it("adds none to what only starts the app", () => {
    for (const script of [
      "npm/bin/npm-cli.js",
      "npm/bin/npx-cli.js",
      "yarn-1.22/bin/yarn.js",
      "pnpm/bin/pnpm.cjs",
      "corepack/dist/yarn.js",
    ]) {
      assert.equal(run(script).stdout, "runs\n", script);
    }
  });

  it("leaves an older Node.js untraced, and says so", () => {
    folder.write(
      "old.cjs",
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } });',
    );
    const { stdout, stderr } = run("server.cjs", "--require", join(folder.path, "old.cjs"));
    assert.equal(stdout, "runs\n");
    assert.match(
      stderr,
      /^pmp-xray dev: Node\.js 20\.19\.0 runs untraced: @pmp\/tracing needs 22\.15\. Use a newer one/,
    );
  });
});
