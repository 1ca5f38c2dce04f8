import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { clusterPaths, type ClusterPaths } from "../../../local/paths.ts";
import { isAlive, processStartTime, readState, writeState } from "../../../local/cluster/state.ts";
import { clusterState } from "../support.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

async function paths(): Promise<ClusterPaths> {
  const found = clusterPaths(await temporaryFolder());
  mkdirSync(found.root);
  return found;
}

/** The letter by which the kernel says what a process is doing. */
function processState(pid: number): string {
  return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? assert.fail("no state");
}

describe("local/cluster/state", () => {
  const children: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });

  async function running(command: string, ...args: string[]): Promise<number> {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
    children.push(child);
    await once(child, "spawn");
    return child.pid ?? assert.fail("no pid");
  }

  describe("when a process started", () => {
    it("is what the kernel says of it: ticks since boot", () => {
      const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
      assert.equal(processStartTime(process.pid), stat.slice(stat.lastIndexOf(") ")).split(" ")[20]);
    });

    it("is found behind a command name with spaces and parentheses", async () => {
      const odd = join(await temporaryFolder(), "a) R (b 1 2");
      symlinkSync("/bin/cat", odd);
      const pid = await running(odd);
      assert.ok(readFileSync(`/proc/${pid}/stat`, "utf8").includes("(a) R (b 1 2)"));
      // It started after this process and before now.
      const started = Number(processStartTime(pid));
      assert.ok(started >= Number(processStartTime(process.pid)));
      assert.ok(started <= Number(processStartTime(await running("cat"))));
    });

    it("is unknown of a process that has ended", async () => {
      const pid = await running("cat");
      children[0]!.kill("SIGKILL");
      await once(children[0]!, "exit");
      assert.equal(processStartTime(pid), undefined);
    });

    it("is unknown of a zombie, whose parent has not asked for it yet", async () => {
      // The child ends after the shell has become a program that never asks for its children; the shell itself might ask.
      await running("sh", "-c", "sleep 0.5 & echo $!; exec sleep 60");
      const [line] = (await once(children[0]!.stdout!, "data")) as [Buffer];
      const pid = Number(line.toString());
      while (processState(pid) !== "Z") await sleep(1);
      assert.equal(processStartTime(pid), undefined);
    });
  });

  describe("alive", () => {
    it("is a process with the pid and the start that were written down", async () => {
      const pid = await running("cat");
      const started = processStartTime(pid)!;
      assert.equal(isAlive(clusterState(pid, started)), true);
      // The pid was given to another process since.
      assert.equal(isAlive(clusterState(pid, String(Number(started) - 1))), false);
      children[0]!.kill("SIGKILL");
      await once(children[0]!, "exit");
      assert.equal(isAlive(clusterState(pid, started)), false);
    });
  });

  describe("the file", () => {
    it("comes back as it was written, and replaces the one before at once", async () => {
      const where = await paths();
      writeState(where, clusterState(1, "1"));
      writeState(where, clusterState(2, "2"));
      assert.deepEqual(readState(where), clusterState(2, "2"));
      assert.deepEqual(readdirSync(dirname(where.state)), ["state.json"]);
    });

    it("may be missing", async () => {
      assert.equal(readState(await paths()), undefined);
    });

    for (const [what, text] of [
      ["cut off", JSON.stringify(clusterState(1, "1")).slice(0, 40)],
      ["empty", ""],
      ["of another shape, as an older version may have written it", '{"pid": 1}'],
    ] as const) {
      it(`is as good as missing when it is ${what}`, async () => {
        const where = await paths();
        writeFileSync(where.state, text);
        assert.equal(readState(where), undefined);
      });
    }
  });
});
