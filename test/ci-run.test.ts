import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "..");
const SUITES = [
  "test",
  "page",
  "nextjs",
  "site",
  "start",
  "adaptive",
  "artefacts",
  "docs",
  "switches",
  "alarms",
  "chart",
  "cluster",
  "ecs",
];

/** `.ci/run` with an npm that only writes down what it is asked, and fails where the test says. */
describe(".ci/run", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pmp-xray-ci-"));
    mkdirSync(join(folder, ".ci"));
    mkdirSync(join(folder, "bin"));
    copyFileSync(join(repository, ".ci/run"), join(folder, ".ci/run"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(name: string, body: string): void {
    const file = join(folder, "bin", name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** @param cases of the shell's `case "$*"`: what npm does for its arguments */
  function run(cases: string) {
    const calls = join(folder, "calls");
    program("node", "exit 0");
    program("npm", `echo "$* $PMP_XRAY_E2E_KEEP_CLUSTER" >> ${calls}\ncase "$*" in\n${cases}\nesac`);
    const env = { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, TMPDIR: folder };
    const { status, stdout } = spawnSync("bash", [join(folder, ".ci/run")], { env, encoding: "utf8" });
    const rows = [...stdout.slice(stdout.lastIndexOf("=====")).matchAll(/^(\w+) {2,}(.+?) +\d+ s$/gm)];
    const table = Object.fromEntries(rows.map(([, name = "", result = ""]): [string, string] => [name, result]));
    return { status, stdout, table, lines: readFileSync(calls, "utf8").split("\n") };
  }

  it("runs npm test and every e2e suite once, and keeps the cluster of one for the other", () => {
    const { status, table, lines } = run("*) ;;");
    assert.equal(status, 0);
    assert.deepEqual(table, Object.fromEntries(SUITES.map((name) => [name, "passed"])));
    const scripts = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const suites = Object.keys(scripts.scripts).filter((name) => /^e2e(:|$)/.test(name) && name !== "e2e:run");
    assert.equal(suites.length, 12);
    const count = (call: string) => lines.filter((line) => line === call).length;
    assert.equal(count("test "), 1);
    for (const suite of suites) {
      assert.equal(count(`run --silent ${suite} ${suite === "e2e:chart" ? "1" : ""}`), 1, suite);
    }
  });

  it("goes on after a suite that fails, names it, and fails", () => {
    const { status, table } = run("test) exit 1;;\n*e2e:docs) exit 7;;");
    assert.equal(status, 1);
    const passed = Object.fromEntries(SUITES.map((name) => [name, "passed"]));
    assert.deepEqual(table, { ...passed, test: "FAILED (1)", docs: "FAILED (7)" });
  });

  it("says of a suite that was skipped that it was, and shows why", () => {
    const { table, stdout } = run('*e2e:page) echo "not run: no Chromium"; echo "0 passed, 0 failed, 9 skipped";;');
    assert.equal(table.page, "passed, 9 skipped");
    assert.match(stdout, /not run: no Chromium/);
  });

  it("runs what needs no compiled tool when the tools can't be had, and fails", () => {
    const { status, table, stdout } = run('"run --silent tools") echo "no compiler"; exit 1;;');
    assert.equal(status, 1);
    const result = (name: string) =>
      ["test", "page", "nextjs", "site", "start", "adaptive", "artefacts"].includes(name)
        ? "passed"
        : "FAILED (no tools)";
    assert.deepEqual(table, Object.fromEntries(SUITES.map((name) => [name, result(name)])));
    assert.match(stdout, /no compiler/);
  });
});
