import assert from "node:assert/strict";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";

const BOOTSTRAP = join(import.meta.dirname, "..", "..", "..", "packages", "tools", "bootstrap.mjs");

describe("bootstrap", () => {
  let folder: string;
  let script: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pmp-xray-bootstrap-"));
    const tools = join(folder, "packages", "tools");
    mkdirSync(tools, { recursive: true });
    script = join(tools, "bootstrap.mjs");
    copyFileSync(BOOTSTRAP, script);
    writeFileSync(join(folder, "package-lock.json"), "{}");
    // Stands for `npm ci`: makes what it makes, and prints as it does.
    const npm = join(folder, "npm");
    writeFileSync(
      npm,
      "#!/bin/sh\nmkdir -p node_modules/.bin && touch node_modules/.bin/node && echo added 1 package\n",
    );
    chmodSync(npm, 0o755);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = () =>
    execa(process.execPath, [script], {
      env: { PATH: `${folder}${delimiter}${process.env.PATH ?? ""}` },
      reject: false,
    });

  it("installs with all its output on standard error, so that what follows can print JSON", async () => {
    const { stdout, stderr, exitCode } = await run();
    assert.equal(exitCode, 0);
    assert.equal(stdout, "");
    assert.match(stderr, /Installing npm packages[^]*added 1 package/);
  });

  it("is quick and quiet once the packages fit the lock file, and installs again after a change of it", async () => {
    assert.equal((await run()).stderr, "");
    writeFileSync(join(folder, "package-lock.json"), "{ }");
    rmSync(join(folder, "node_modules", ".bin"), { recursive: true });
    assert.match((await run()).stderr, /Installing/);
    assert.ok(existsSync(join(folder, "node_modules", ".bin", "node")));
  });
});
