import assert from "node:assert/strict";
import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { wantsColor } from "../../cli/color.ts";
import { bin, pmpXray, refuses, root } from "./support/program.ts";

const manifest = JSON.parse(readFileSync(join(root, "cli/package.json"), "utf8")) as { version: string };

describe("pmp-xray", () => {
  it("is the program that npx finds", () => {
    // npx takes it from here, and asks no registry, because cli/ is a workspace.
    assert.equal(realpathSync(join(root, "node_modules/.bin/pmp-xray")), bin);
    accessSync(bin, constants.X_OK);
    assert.match(readFileSync(bin, "utf8"), /^#!\/usr\/bin\/env node\n/);
  });

  it("--help lists every command, --version the version", async () => {
    for (const line of ["--help", "-h", "sampling check --help"]) {
      const { code, stdout, stderr } = await pmpXray(line.split(" "));
      assert.deepEqual([code, stderr], [0, ""]);
      for (const name of [
        "sampling check",
        "explain",
        "diff",
        "simulate",
        "live",
        "cost",
        "--endpoint-url",
        "NO_COLOR",
      ]) {
        assert.ok(stdout.includes(name), name);
      }
    }
    assert.deepEqual(await pmpXray(["--version"]), { code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("exits 2 without a command, and with a wrong one", async () => {
    const { code, stdout, stderr } = await pmpXray([]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^pmp-xray \d[^]*Usage: pmp-xray COMMAND/);
    await refuses("sampling chek", /^There is no command sampling chek; there are:\n {2}sampling check/);
    await refuses("sampling check --jsn", /^--jsn is not an option here/);
  });

  it("hands over to the Node of the project where Node knows no TypeScript, and passes its exit code on", async () => {
    const node = ["--no-experimental-strip-types"];
    const { code, stdout, stderr } = await pmpXray(["sampling", "diff", "prod", "staging"], { node });
    assert.deepEqual([code, stderr], [1, ""]);
    assert.match(stdout, /FixedRate: 0\.1 → 0\.5/);
  });

  it("takes --endpoint-url for sampling live only, and a web address only", async () => {
    await refuses(
      "sampling check --endpoint-url http://127.0.0.1:1",
      /^--endpoint-url is an option of sampling live only/,
    );
    await refuses("sampling live --endpoint-url", /^--endpoint-url needs a value/);
    for (const given of ["127.0.0.1:4566", "ftp://127.0.0.1", "nothing"]) {
      await refuses(`sampling live --endpoint-url=${given}`, /^--endpoint-url must be an http or https URL, got /);
    }
  });
});

describe("colors", () => {
  it("are for terminals, unless the environment says otherwise", () => {
    assert.equal(wantsColor({}, true), true);
    assert.equal(wantsColor({}, false), false);
    assert.equal(wantsColor({ TERM: "dumb" }, true), false);
    assert.equal(wantsColor({ NO_COLOR: "1" }, true), false);
    assert.equal(wantsColor({ NO_COLOR: "" }, true), true);
    assert.equal(wantsColor({ FORCE_COLOR: "0" }, true), false);
    assert.equal(wantsColor({ FORCE_COLOR: "1" }, false), true);
    assert.equal(wantsColor({ FORCE_COLOR: "1", NO_COLOR: "1" }, false), true);
  });
});
