import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeChanges, WriteError, type Change } from "@pmp/migrate";
import { Repository } from "./support/repository.ts";

const BEFORE: Readonly<Record<string, string>> = { "a.js": "old a\n", "b.js": "old b\n", "package.json": "{}\n" };
const CHANGES: readonly Change[] = [
  { path: "a.js", before: "old a\n", after: "new a\n" },
  { path: "b.js", before: "old b\n", after: "new b\n".repeat(10_000) },
  { path: "lib/new.js", before: undefined, after: "new\n" },
  { path: "package.json", before: "{}\n", after: '{ "name": "a" }\n' },
];
const AFTER = Object.fromEntries(CHANGES.map(({ path, after }) => [path, after]));

describe("writing of a migration", () => {
  let repository: Repository;
  beforeEach(() => {
    repository = new Repository(BEFORE);
  });
  afterEach(() => repository.remove());

  it("writes all files, keeps their modes, and leaves nothing beside them", async () => {
    chmodSync(join(repository.folder, "a.js"), 0o750);
    await writeChanges(repository.folder, CHANGES);
    assert.deepEqual(repository.files(), AFTER);
    assert.equal(statSync(join(repository.folder, "a.js")).mode & 0o777, 0o750);
  });

  it("changes nothing if one of the files can't be written, and says which", async () => {
    // A folder can't be made below a file.
    const changes = [...CHANGES, { path: "b.js/c.js", before: undefined, after: "new\n" }];
    await assert.rejects(writeChanges(repository.folder, changes), (error) => {
      assert.ok(error instanceof WriteError);
      assert.match(error.message, /^b\.js\/c\.js could not be written: .*\. Nothing was changed\.$/);
      return true;
    });
    assert.deepEqual(repository.files(), BEFORE);
  });

  it("leaves each file as it was or whole if one can't be put in place, and says what was written", async () => {
    rmSync(join(repository.folder, "b.js"));
    mkdirSync(join(repository.folder, "b.js"));
    await assert.rejects(writeChanges(repository.folder, CHANGES), (error) => {
      assert.ok(error instanceof WriteError);
      assert.match(error.message, /^b\.js could not be written: .*\. Written before it: a\.js\. .*git stash/);
      return true;
    });
    assert.deepEqual(repository.files(), { "a.js": "new a\n", "package.json": "{}\n" });
  });

  for (const name of ["open", "rename"]) {
    for (const count of [1, 2, 3, 4]) {
      it(`leaves each file as it was or whole if the process is killed at its call ${count} of ${name}`, () => {
        const program = `
          import fs from "node:fs/promises";
          import { syncBuiltinESMExports } from "node:module";
          const real = fs.${name};
          let calls = 0;
          fs.${name} = async (...args) => {
            calls += 1;
            if (calls === ${count}) process.kill(process.pid, "SIGKILL");
            return real(...args);
          };
          syncBuiltinESMExports();
          const { writeChanges } = await import("@pmp/migrate");
          await writeChanges(process.argv[1], ${JSON.stringify(CHANGES)});`;
        const { signal, stderr } = spawnSync(
          process.execPath,
          ["--input-type=module", "--eval", program, repository.folder],
          { cwd: import.meta.dirname, encoding: "utf8" },
        );
        assert.equal(signal, "SIGKILL", stderr);
        const files = repository.files();
        for (const { path, before, after } of CHANGES) {
          assert.ok(files[path] === before || files[path] === after, `${path} is half written`);
        }
        const written = CHANGES.filter(({ path, after }) => files[path] === after).map(({ path }) => path);
        const expected = CHANGES.slice(0, name === "open" ? 0 : count - 1).map(({ path }) => path);
        assert.deepEqual(written, expected);
        assert.equal(existsSync(join(repository.folder, "lib/new.js")), expected.includes("lib/new.js"));
      });
    }
  }
});
