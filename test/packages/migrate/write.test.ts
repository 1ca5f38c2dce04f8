import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { interruptedRun, resumeWriting, writeChanges, WriteError, type Change } from "@pmp/migrate";
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
    // The journal is put in place twice: before the files are written, and before the first is put in place.
    for (const count of name === "open" ? [1, 2, 3, 4] : [1, 2, 3, 4, 5, 6]) {
      it(`leaves each file as it was or whole if the process is killed at its call ${count} of ${name}, and the next run makes it complete`, async () => {
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
        const expected = CHANGES.slice(0, name === "open" ? 0 : Math.max(0, count - 3)).map(({ path }) => path);
        assert.deepEqual(written, expected);
        assert.equal(existsSync(join(repository.folder, "lib/new.js")), expected.includes("lib/new.js"));
        const resumed = await resumeWriting(repository.folder);
        // Killed before there was a journal, while the files were written, or while they were put in place.
        const complete = name === "rename" && count === 1 ? undefined : name === "rename" && count > 2;
        assert.equal(resumed?.complete, complete);
        if (resumed?.complete !== true) {
          assert.deepEqual(repository.files(), BEFORE);
          await writeChanges(repository.folder, CHANGES);
        }
        assert.deepEqual(repository.files(), AFTER);
        assert.equal(await resumeWriting(repository.folder), undefined);
      });
    }
  }

  /** The journal of a run that was killed before it had put b.js in place. */
  const interrupted = (): void => {
    const [a, b] = [`a.js.${randomUUID()}.tmp`, `b.js.${randomUUID()}.tmp`];
    const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
    repository.write("a.js", "new a\n");
    repository.write(b, "new b\n");
    const files = [
      { path: "a.js", temporary: a, before: digest("old a\n"), after: digest("new a\n") },
      { path: "b.js", temporary: b, before: digest("old b\n"), after: digest("new b\n") },
    ];
    repository.write(".pmp-xray-migrate.json", JSON.stringify({ state: "placing", files }));
  };

  it("completes an interrupted run, and says which files it has written", async () => {
    interrupted();
    assert.equal(await interruptedRun(repository.folder), 1);
    assert.deepEqual(await resumeWriting(repository.folder), {
      complete: true,
      completed: ["b.js"],
      written: ["a.js"],
    });
    assert.deepEqual(repository.files(), { ...BEFORE, "a.js": "new a\n", "b.js": "new b\n" });
  });

  it("does not complete a run whose files somebody has changed since", async () => {
    for (const changed of ["a.js", "b.js"]) {
      interrupted();
      repository.write(changed, "by hand\n");
      assert.equal((await resumeWriting(repository.folder))?.complete, false);
      assert.equal(repository.files()[changed], "by hand\n");
      assert.deepEqual(Object.keys(repository.files()).sort(), Object.keys(BEFORE).sort());
      repository.write("b.js", "old b\n");
    }
  });

  it("touches nothing by a journal that no run has written", async () => {
    const id = randomUUID();
    for (const [path, temporary] of [
      ["../x", `../x.${id}.tmp`],
      ["/etc/x", `/etc/x.${id}.tmp`],
      ["a/../../x", `a/../../x.${id}.tmp`],
      ["a.js", "b.js"],
      ["a.js", `a.js./../b.js`],
    ]) {
      const journal = JSON.stringify({ state: "placing", files: [{ path, temporary, after: "" }] });
      repository.write(".pmp-xray-migrate.json", journal);
      await assert.rejects(resumeWriting(repository.folder), /has not been written by one: delete it and run again/);
      assert.deepEqual(repository.files(), { ...BEFORE, ".pmp-xray-migrate.json": journal });
    }
  });
});
