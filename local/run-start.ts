import { join } from "node:path";
import { availableParallelism } from "node:os";
import { cacheDir, withLock } from "@pmp/tools";
import type { Running } from "./embedded/start.ts";
import { fullReadiness, fullHint } from "./full-readiness.ts";
import type { Interrupts } from "./interrupts.ts";
import type { StartOptions } from "./options.ts";
import { runInOwnProcess } from "./own-process.ts";
import type { Terminal } from "./terminal.ts";

/** `npm start`: the embedded proof, the full one, or both. Returns the exit code. */
export async function runStart(options: StartOptions, terminal: Terminal, interrupts: Interrupts): Promise<number> {
  if (options.mode === "full") return startFull(options, terminal, interrupts);
  const { startEmbedded } = await import("./embedded/start.ts");
  return startEmbedded(terminal, interrupts.signal, async (running) => {
    const readiness = await fullReadiness();
    if (options.mode === "auto" && readiness.ready) {
      terminal.step("All tools of the full local cluster are installed: going on with it. Ctrl-C ends it.");
      // Not in this process: Pulumi's mock engine, which evaluated the program here, stays in place for its lifetime.
      const args = ["start", "--full", ...process.argv.slice(3)];
      const code = await runInOwnProcess(join(import.meta.dirname, "main.ts"), args, interrupts.signal);
      if (code !== 0) return code;
    } else {
      if (options.json) process.stdout.write(`${JSON.stringify(running.proof, undefined, 2)}\n`);
      terminal.print(`\n${nextSteps(running)}\n\n${fullHint(readiness, availableParallelism())}\n`);
    }
    if (!options.stay) return 0;
    terminal.step(`The page stays at ${running.pageUrl} until Ctrl-C.`);
    await interrupts.wait();
    return 0;
  });
}

/** A second full start waits for the first, and then finds its cluster. An interrupted one leaves nothing. */
async function startFull(options: StartOptions, terminal: Terminal, { signal }: Interrupts): Promise<number> {
  const { start } = await import("./start.ts");
  const lock = join(cacheDir(), "start.lock");
  const onWait = (pid: number): void => terminal.step(`Another npm start (process ${pid}) is running; waiting for it`);
  const own = { begun: false };
  try {
    return await withLock(lock, { signal, onWait }, () => {
      own.begun = true;
      return start(options, terminal, signal);
    });
  } catch (error) {
    // While it waits, the cluster is that of the other start.
    if (signal.aborted && own.begun) {
      const { stop } = await import("./stop.ts");
      await stop(terminal, new AbortController().signal);
    }
    throw error;
  }
}

/** What to do with the running page. Each command works as printed. */
function nextSteps({ pageUrl, apiUrl }: Running): string {
  return [
    "Next",
    `  the page              ${pageUrl}`,
    `  the API               curl ${apiUrl}/api/products`,
    "  your own app          npx --no-install pmp-xray dev -- node server.js",
  ].join("\n");
}
