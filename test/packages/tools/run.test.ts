import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { capture, CommandError, run, type RunOptions } from "../../../packages/tools/src/run.ts";
import { temporaryFolder } from "./support.ts";

const env: NodeJS.ProcessEnv = { PATH: process.env.PATH };

async function options(extra: Partial<RunOptions> = {}): Promise<RunOptions> {
  return { env, log: join(await temporaryFolder(), "logs", "step.log"), ...extra };
}

/** Resolves when the process is gone; a zombie, which its new parent has not collected yet, counts as gone. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => undefined);
    if (stat === undefined || stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z")) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("packages/tools/run", () => {
  it("hands over each line of both streams, also those that a carriage return ends", async () => {
    const lines: string[] = [];
    const settings = await options({ onLine: (line) => lines.push(line) });
    await run("sh", ["-c", "printf 'one\\ntwo\\rthree'; sleep 0.1; echo four >&2"], settings);
    assert.deepEqual(lines, ["one", "two", "four", "three"]);
  });

  it("fails with the command, its exit code, its last 20 lines and the log, which has everything", async () => {
    const settings = await options();
    const error: unknown = await run("sh", ["-c", "seq 1 100; echo broken >&2; exit 3"], settings).catch(
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof CommandError);
    const lines = error.message.split("\n");
    assert.equal(lines[0], "sh ended with exit code 3");
    assert.equal(lines.filter((line) => line.startsWith("  | ")).length, 20);
    assert.ok(lines.includes("  | 100") && lines.includes("  | broken"));
    assert.ok(!lines.includes("  | 80"));
    assert.equal(lines.at(-1), `  The whole log: ${settings.log}`);
    assert.match(await readFile(settings.log, "utf8"), /^\$ sh -c .*\n1\n2\n/);
  });

  it("says so when the command can't be started or is ended by a signal", async () => {
    await assert.rejects(run("no-such-command", [], await options()), /no-such-command could not be started: .*ENOENT/);
    await assert.rejects(run("sh", ["-c", "kill -9 $$"], await options()), /sh was ended by SIGKILL/);
  });

  it("ends the command and everything that it started when the signal aborts", async () => {
    const abort = new AbortController();
    let grandchild = 0;
    const running = run("sh", ["-c", "sleep 600 & echo $!; wait"], {
      ...(await options()),
      signal: abort.signal,
      onLine: (line) => {
        grandchild = Number(line);
        abort.abort(new Error("Ctrl-C"));
      },
    });
    await assert.rejects(running, /Ctrl-C/);
    await gone(grandchild);
  });

  it("starts nothing when the signal has aborted already", async () => {
    const settings = await options({ signal: AbortSignal.abort(new Error("Ctrl-C")) });
    await assert.rejects(run("sh", ["-c", "true"], settings), /Ctrl-C/);
    await assert.rejects(readFile(settings.log), { code: "ENOENT" });
  });

  it("ends the command when this process ends", async () => {
    const source = new URL("../../../packages/tools/src/run.ts", import.meta.url).href;
    const program = `
      import { run } from ${JSON.stringify(source)};
      await run("sh", ["-c", "echo $$; exec sleep 600"], {
        env: process.env,
        log: ${JSON.stringify((await options()).log)},
        onLine: (line) => process.stdout.write(line, () => process.exit()),
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "close");
    assert.match(output, /^\d+$/);
    await gone(Number(output));
  });

  it("runs with the niceness asked for", async () => {
    const lines: string[] = [];
    await run("sh", ["-c", "sleep 0.2; nice"], { ...(await options()), nice: 7, onLine: (line) => lines.push(line) });
    const own = await capture("nice", [], { env });
    assert.deepEqual(lines, [String(Math.min(19, Number(own?.output) + 7))]);
  });

  it("captures both streams and tells success from failure", async () => {
    assert.deepEqual(await capture("sh", ["-c", "echo out; echo err >&2; exit 1"], { env }), {
      ok: false,
      output: "out\nerr\n",
    });
    assert.equal(await capture("no-such-command", [], { env }), undefined);
    assert.equal(await capture("sleep", ["600"], { env, timeoutMs: 50 }), undefined);
  });
});
