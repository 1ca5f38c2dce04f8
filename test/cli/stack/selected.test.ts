import assert from "node:assert/strict";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../../../cli/program.ts";
import { temporaryFolder, type Folder } from "../support/program.ts";

describe("the stack of a command that names none", function () {
  this.timeout(60_000);
  let folder: Folder;
  let programs: Folder;

  /** What stands for pulumi on PATH: it notes its arguments and folder, and runs these lines of shell. */
  const pulumi = (lines: string): void => {
    const notes = join(programs.path, "called");
    programs.write("pulumi", `#!/bin/sh\necho "$PWD: $*" >> '${notes}'\n${lines}\n`);
    chmodSync(join(programs.path, "pulumi"), 0o755);
  };
  const called = () => readFileSync(join(programs.path, "called"), "utf8");
  const here = (line: string) =>
    run(line.split(" "), {
      folder: folder.path,
      env: { PATH: [programs.path, "/usr/bin", "/bin"].join(delimiter) },
      readInput: () => Promise.resolve(""),
    });

  beforeEach(() => {
    folder = temporaryFolder(["prod", "staging"]);
    programs = temporaryFolder();
  });
  afterEach(() => {
    folder.remove();
    programs.remove();
  });

  it("is the one that Pulumi has selected", async () => {
    pulumi("echo staging");
    for (const [line, found] of [
      ["sampling check", /The plan of staging is sound/],
      ["sampling explain GET /x", /pmp-api-default-traffic: samples 50 %/],
      ["sampling simulate --days 2", /^Traces of pmp-api \(staging\) over a day/],
    ] as const) {
      const { exitCode, output, errors } = await here(line);
      assert.deepEqual([exitCode, errors], [0, ""]);
      assert.match(output, found);
    }
    assert.equal(called().split("\n")[0], `${folder.path}: stack --show-name --non-interactive`);
  });

  it("is not asked for when the command names one, or is about all", async () => {
    pulumi("echo staging");
    assert.match((await here("sampling check prod")).output, /The plan of prod is sound/);
    assert.match((await here("sampling explain GET / --stack prod")).output, /samples 10 %/);
    assert.match((await here("cost")).output, /^prod:[^]*^staging:/m);
    assert.throws(called, { code: "ENOENT" });
  });

  it("is refused where it has no file here", async () => {
    pulumi("echo qa");
    const { exitCode, errors } = await here("sampling check");
    assert.deepEqual([exitCode, errors], [2, "There is no stack qa; there are prod, staging.\n"]);
  });

  for (const [what, lines, reason] of [
    [
      "has none selected",
      "echo 'error: no stack selected; please use `pulumi stack select`' >&2; exit 255",
      "Pulumi has none selected",
    ],
    ["says nothing", "", "Pulumi has none selected"],
    [
      "fails",
      "echo 'error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions' >&2; exit 1",
      "pulumi stack --show-name failed (PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions)",
    ],
  ] as const) {
    it(`is asked of the user where Pulumi ${what}, and the fix that is printed works`, async () => {
      pulumi(lines);
      const { exitCode, output, errors } = await here("sampling check");
      assert.deepEqual([exitCode, output], [2, ""]);
      assert.equal(
        errors,
        `No stack is named, and ${reason}. Name one of prod, staging, or select one: pulumi stack select prod\n`,
      );
      const [, first] = /Name one of (\w+)/.exec(errors)!;
      assert.match((await here(`sampling check ${first!}`)).output, /is sound/);
    });
  }

  it("is asked of the user where there is no pulumi", async () => {
    rmSync(programs.path, { recursive: true });
    programs = temporaryFolder();
    const { exitCode, errors } = await run(["sampling", "check"], {
      folder: folder.path,
      env: { PATH: programs.path },
      readInput: () => Promise.resolve(""),
    });
    assert.equal(exitCode, 2);
    assert.match(
      errors,
      /^No stack is named, and pulumi, which knows the selected one, is not on PATH\. Name one of prod, staging, or select one: pulumi stack select prod\n$/,
    );
  });
});
