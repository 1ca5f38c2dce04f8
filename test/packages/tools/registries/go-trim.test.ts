import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { trimModule, TRIMS, writeModfile } from "../../../../packages/tools/src/registries/go-trim.ts";
import { moduleFor, temporaryFolder } from "../support.ts";

const [PULUMI, KUBERNETES] = TRIMS;

describe("packages/tools/registries/go-trim", () => {
  let copy: string;

  beforeEach(async () => {
    copy = join(await temporaryFolder(), "trimmed/module");
  });

  for (const trim of TRIMS) {
    it(`copies ${trim.module} without the parts, and leaves the original alone`, async () => {
      const source = await moduleFor(trim);
      await trimModule(trim, source, copy);
      for (const path of trim.remove) {
        assert.deepEqual([existsSync(join(copy, path)), existsSync(join(source, path))], [false, true], path);
      }
      for (const { file, from } of trim.edits) {
        assert.ok(!readFileSync(join(copy, file), "utf8").includes(from));
        assert.ok(readFileSync(join(source, file), "utf8").includes(from));
      }
      assert.deepEqual(
        ["kept/kept.go", "kept/kept_test.go", "testdata"].map((path) => existsSync(join(copy, path))),
        [true, false, false],
      );
    });
  }

  it("puts what stands for a part in its place", async () => {
    assert.ok(PULUMI !== undefined);
    await trimModule(PULUMI, await moduleFor(PULUMI), copy);
    const text = (path: string): string => readFileSync(join(copy, path), "utf8");
    for (const dir of ["cmd/pulumi/cloud", "operations", "secrets/cloud", "authhelpers"]) text(`${dir}/left_out.go`);
    assert.match(text("backend/diy/bucket.go"), /"github\.com\/pulumi\/pulumi\/pkg\/v3\/leftout\/s3"/);
    text("leftout/s3/s3.go");
  });

  it("copies no folder that nothing of the build is in", async () => {
    assert.ok(KUBERNETES !== undefined);
    const source = await moduleFor(KUBERNETES);
    mkdirSync(join(source, "test/e2e"), { recursive: true });
    mkdirSync(join(source, "pkg/test"), { recursive: true });
    await trimModule(KUBERNETES, source, copy);
    assert.deepEqual([existsSync(join(copy, "test")), existsSync(join(copy, "pkg/test"))], [false, true]);
  });

  it("starts again from the module after an interruption", async () => {
    assert.ok(PULUMI !== undefined);
    const source = await moduleFor(PULUMI);
    await trimModule(PULUMI, source, copy);
    writeFileSync(join(copy, "half.go"), "package ha");
    await trimModule(PULUMI, source, copy);
    assert.ok(!existsSync(join(copy, "half.go")));
  });

  it("names everything that another version of the module has changed", async () => {
    assert.ok(PULUMI !== undefined);
    const source = await moduleFor(PULUMI);
    const [edit] = PULUMI.edits;
    assert.ok(edit !== undefined);
    rmSync(join(source, "authhelpers"), { recursive: true });
    await chmod(join(source, edit.file), 0o644);
    writeFileSync(join(source, edit.file), edit.from + edit.from);
    await assert.rejects(trimModule(PULUMI, source, copy), (error: Error) => {
      assert.match(error.message, /github\.com\/pulumi\/pulumi\/pkg\/v3 has changed: adapt .*go-trim\.ts/);
      assert.match(error.message, /authhelpers\/gcpauth\.go is not there/);
      assert.match(error.message, /backend\/diy\/backend\.go does not have .*azureblob.* once/);
      assert.match(error.message, /backend\/diy\/backend\.go does not have .*gcsblob\.Scheme.* once/);
      return true;
    });
  });

  it("points go.mod to the copies, in place of what it says of these modules", async () => {
    const main = await temporaryFolder();
    const lines = [
      "module m",
      "replace (",
      "\tk8s.io/apiserver => k8s.io/apiserver v0.1.0",
      "\ta.b/c => a.b/c v1.0.0",
      ")",
    ];
    writeFileSync(join(main, "go.mod"), lines.join("\n"));
    writeFileSync(join(main, "go.sum"), "sums\n");
    const target = await temporaryFolder();
    const copies = new Map([
      ["k8s.io/apiserver", "/copy/one"],
      ["example.com/new", "/copy/two"],
    ]);
    const modfile = await writeModfile(main, target, copies);
    assert.deepEqual(readFileSync(modfile, "utf8").split("\n"), [
      ...lines.filter((line) => !line.includes("apiserver")),
      "replace k8s.io/apiserver => /copy/one",
      "replace example.com/new => /copy/two",
      "",
    ]);
    assert.equal(readFileSync(join(target, "go.sum"), "utf8"), "sums\n");
  });
});
