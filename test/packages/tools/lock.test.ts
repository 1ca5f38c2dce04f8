import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { withLock } from "../../../packages/tools/src/lock.ts";
import { temporaryFolder } from "./support.ts";

/** Another process that holds the lock until it is ended. */
async function holder(path: string): Promise<ChildProcessByStdio<null, Readable, null>> {
  const source = new URL("../../../packages/tools/src/lock.ts", import.meta.url).href;
  const program = `
    import { withLock } from ${JSON.stringify(source)};
    await withLock(${JSON.stringify(path)}, {}, async () => {
      process.stdout.write("held");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("packages/tools/lock", () => {
  it("lets one at a time in", async () => {
    const path = join(await temporaryFolder(), "install.lock");
    let inside = 0;
    let visits = 0;
    const visit = (): Promise<void> =>
      withLock(path, {}, async () => {
        assert.equal(++inside, 1);
        for (let turn = 0; turn < 5; turn++) await setImmediate();
        inside--;
        visits++;
      });
    await Promise.all(Array.from({ length: 20 }, visit));
    assert.equal(visits, 20);
  });

  it("waits for another process, tells which one, and goes in when that one is killed", async () => {
    const path = join(await temporaryFolder(), "install.lock");
    const other = await holder(path);
    const waited: number[] = [];
    const onWait = (pid: number): void => {
      waited.push(pid);
      other.kill("SIGKILL");
    };
    assert.equal(await withLock(path, { onWait }, () => Promise.resolve("in")), "in");
    assert.deepEqual(waited, [other.pid]);
    assert.equal(other.signalCode ?? (await once(other, "close"))[1], "SIGKILL");
  });

  it("stops waiting when the signal aborts", async () => {
    const path = join(await temporaryFolder(), "install.lock");
    const abort = new AbortController();
    await withLock(path, {}, async () => {
      const options = { signal: abort.signal, onWait: () => abort.abort(new Error("Ctrl-C")) };
      await assert.rejects(
        withLock(path, options, () => assert.fail("went in while the lock was held")),
        /Ctrl-C/,
      );
    });
  });

  it("is free again after a failure, and has nothing to do with another path's lock", async () => {
    const dir = await temporaryFolder();
    const path = join(dir, "install.lock");
    await assert.rejects(
      withLock(path, {}, () => Promise.reject(new Error("no"))),
      /no/,
    );
    const both = withLock(path, {}, () => withLock(join(dir, "other.lock"), {}, () => Promise.resolve("yes")));
    assert.equal(await both, "yes");
    assert.deepEqual(await readdir(dir), []);
  });
});
