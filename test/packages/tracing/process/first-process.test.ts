import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildPackage } from "../support/built.ts";
import { FakeAgent } from "../support/fake-agent.ts";
import { at, call, SAMPLED } from "../support/traced.ts";
import { Program } from "./support.ts";

const APP = join(import.meta.dirname, "fixtures", "app.mjs");
/** A process namespace, as root or as anybody. */
const WAYS = [
  ["--pid", "--fork"],
  ["--user", "--map-root-user", "--pid", "--fork"],
];
const PATIENCE_MS = 15_000;

/** The first process of a container gets no signal that it does not listen to, not even from itself. */
describe("the first process of a container", () => {
  let flags: string[] | undefined;
  let agent: FakeAgent;
  let child: ChildProcess | undefined;

  before(function () {
    flags = WAYS.find((way) => spawnSync("unshare", [...way, "true"]).status === 0);
    if (!flags) {
      process.stderr.write("NOT TESTED: how the first process of a container ends, as unshare is refused here\n");
      this.skip();
    }
  });
  before(buildPackage);
  beforeEach(async () => {
    agent = await FakeAgent.start();
  });
  afterEach(() => {
    child?.kill("SIGKILL");
    agent.close();
  });

  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    it(`ends at ${signal} with ${code}, behind its running requests, whose segments are sent`, async () => {
      child = spawn("unshare", [...(flags ?? []), "--kill-child", process.execPath, APP], {
        env: { PATH: process.env.PATH ?? "", ...Program.env(agent) },
        stdio: ["ignore", "pipe", "ignore"],
      });
      const ended = once(child, "exit");
      let said = "";
      child.stdout?.on("data", (data: Buffer) => (said += data.toString()));
      const until = async (pattern: RegExp): Promise<string> => {
        const deadline = Date.now() + PATIENCE_MS;
        for (;;) {
          const found = pattern.exec(said);
          if (found) return found[1] ?? "";
          if (Date.now() > deadline) throw new Error(`the program did not say ${pattern.source}: ${said}`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      };
      const port = Number(await until(/port (\d+)/));
      const slow = call(port, { path: "/slow", headers: SAMPLED });
      await until(/(slow)/);
      const pid = String(child.pid);
      const first = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
      process.kill(first, signal);
      assert.equal((await slow).body, "slow");
      assert.deepEqual(await ended, [code, null]);
      const [document] = await agent.documentsUntil(1);
      assert.equal(at(document, "http", "response", "status"), 200);
    });
  }
});
