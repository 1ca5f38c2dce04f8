import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runInOwnProcess } from "../../local/own-process.ts";

describe("a script in a process of its own", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "pmp-xray-process-"));
  });
  after(() => {
    rmSync(dir, { recursive: true });
  });
  function script(name: string, text: string): string {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  }

  it("gets the arguments, and its exit code is returned", async () => {
    const exits = script("exit.mjs", "process.exitCode = Number(process.argv[2]);");
    const { signal } = new AbortController();
    assert.deepEqual(
      [await runInOwnProcess(exits, ["0"], signal), await runInOwnProcess(exits, ["7"], signal)],
      [0, 7],
    );
  });

  it("is interrupted with the abort, and takes down what it has before the abort is thrown", async () => {
    const started = join(dir, "started");
    const ended = join(dir, "ended");
    const waits = script(
      "wait.mjs",
      `import { writeFileSync } from "node:fs";
      const alive = setInterval(() => undefined, 1000);
      process.on("SIGINT", () => setTimeout(() => {
        writeFileSync(${JSON.stringify(ended)}, "");
        clearInterval(alive);
      }, 200));
      writeFileSync(${JSON.stringify(started)}, "");`,
    );
    const abort = new AbortController();
    const running = runInOwnProcess(waits, [], abort.signal);
    while (!existsSync(started)) await sleep(20);
    abort.abort(new Error("interrupted"));
    await assert.rejects(running, /^Error: interrupted$/);
    assert.ok(existsSync(ended));
  });

  it("is not started after the abort", async () => {
    await assert.rejects(
      runInOwnProcess(join(dir, "nothing.mjs"), [], AbortSignal.abort(new Error("interrupted"))),
      /interrupted/,
    );
  });
});
