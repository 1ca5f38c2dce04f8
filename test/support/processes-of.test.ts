import assert from "node:assert/strict";
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesOf } from "./processes-of.ts";

describe("support/processes-of", function () {
  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  const folder = mkdtempSync(join(tmpdir(), "pmp-xray-processes-"));
  const children: ChildProcess[] = [];
  // Nothing of this test's own environment, which may name a folder of the run around it.
  const env = { PATH: "/usr/bin:/bin" };

  afterEach(async () => {
    for (const child of children.splice(0)) {
      const ended = once(child, "close");
      child.stdin!.end();
      child.kill("SIGKILL");
      await ended;
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A process that prints a line when it runs, and then waits until its standard input ends. */
  async function start(script: string, options: SpawnOptions = {}, ...args: string[]): Promise<number> {
    const child = spawn("/bin/sh", ["-c", `${script}; echo started; read line`, ...args], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
      ...options,
    });
    children.push(child);
    await once(child.stdout!, "data");
    return child.pid!;
  }

  const pids = (folders = [folder]): number[] => processesOf(folders).map((line) => Number(line.split(" ")[0]));

  it("leaves another program of the machine alone, whatever it is called", async () => {
    await start(":", { argv0: "etcd" }, "pulumi");
    assert.deepEqual(pids(), []);
  });

  it("finds what names the folder in its command line or environment, works in it, or has a file of it open", async () => {
    const file = openSync(join(folder, "log"), "a");
    const found = [
      await start(":", {}, "--data-dir", join(folder, "etcd")),
      await start(":", { env: { ...env, TMPDIR: folder } }),
      await start(":", { cwd: folder }),
      await start(":", { stdio: ["pipe", "pipe", file] }),
    ];
    closeSync(file);
    assert.deepEqual(pids().sort(), found.sort());
  });

  it("finds the descendants of such a process, which say nothing of the folder themselves", async () => {
    const pid = await start("exec 3<&0; env -i /bin/sh -c 'echo started; read line <&3' & wait", {}, folder);
    const found = processesOf([folder]);
    assert.equal(found.length, 2, found.join("\n"));
    assert.ok(found.some((line) => line.startsWith(`${pid} `)));
  });

  it("does not take a folder for another that begins with the same letters", async () => {
    await start(":", {}, `${folder}-other`, `${folder}.old`);
    assert.deepEqual(pids(), []);
  });
});
