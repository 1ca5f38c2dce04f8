import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../../local/toolchain/lock.ts";
import { temporaryFolder } from "./support.ts";

/** The process id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "close");
  assert.ok(child.pid !== undefined);
  return child.pid;
}

describe("toolchain/lock", () => {
  it("lets one at a time in, and tells the others who holds it", async () => {
    const path = join(await temporaryFolder(), "install.lock");
    const waited: number[] = [];
    let inside = 0;
    const visit = (): Promise<void> =>
      withLock(path, { pollMs: 2, onWait: (pid) => waited.push(pid) }, async () => {
        assert.equal(++inside, 1);
        await sleep(5);
        inside--;
      });
    await Promise.all(Array.from({ length: 8 }, visit));
    assert.ok(waited.length > 0);
    assert.ok(waited.every((pid) => pid === process.pid));
  });

  it("names the holder in the file, and leaves nothing behind", async () => {
    const dir = await temporaryFolder();
    const path = join(dir, "install.lock");
    await withLock(path, {}, async () => {
      assert.match(await readFile(path, "utf8"), new RegExp(`"pid":${String(process.pid)}\\b`));
      assert.deepEqual(await readdir(dir), ["install.lock"]);
    });
    assert.deepEqual(await readdir(dir), []);
  });

  it("is free again after a failure", async () => {
    const path = join(await temporaryFolder(), "install.lock");
    await assert.rejects(
      withLock(path, {}, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(await withLock(path, {}, () => Promise.resolve("yes")), "yes");
  });

  const stale: [string, () => Promise<string>][] = [
    ["a process that has ended", async () => JSON.stringify({ pid: await deadPid(), started: "1" })],
    [
      "a process whose id another one has now",
      () => Promise.resolve(JSON.stringify({ pid: process.pid, started: "1" })),
    ],
    ["nobody, because the file is damaged", () => Promise.resolve('{"pid":')],
  ];
  for (const [owner, content] of stale) {
    it(`takes over the lock of ${owner}, one at a time`, async () => {
      const path = join(await temporaryFolder(), "install.lock");
      await writeFile(path, await content());
      let inside = 0;
      const visit = (): Promise<void> =>
        withLock(path, { pollMs: 2 }, async () => {
          assert.equal(++inside, 1);
          await sleep(2);
          inside--;
        });
      await Promise.all(Array.from({ length: 8 }, visit));
    });
  }

  it("waits for a living process, until the signal aborts", async () => {
    const path = join(await temporaryFolder(), "install.lock");
    const abort = new AbortController();
    await withLock(path, {}, async () => {
      const second = withLock(path, { signal: abort.signal, pollMs: 2, onWait: () => abort.abort() }, () =>
        assert.fail("went in while the lock was held"),
      );
      await assert.rejects(second, { name: "AbortError" });
    });
  });
});
