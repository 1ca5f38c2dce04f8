/** `npm start`, `npm stop`, `npm run status`: reads the command, turns Ctrl-C into an orderly end, prints errors plainly. */
import { join } from "node:path";
import { cacheDir, PrerequisiteError, withLock } from "@pmp/tools";
import { SettingsError } from "../components/settings/problems.ts";
import { parseStartOptions, usage } from "./options.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import { UsageError } from "@pmp/command-line";
import { createTerminal } from "./terminal.ts";

let terminal = createTerminal();
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort(new UsageError("interrupted"));
    terminal.info("Interrupted: shutting down. A second Ctrl-C ends immediately; `npm stop` then cleans up.");
  });
}

async function run(command: string, args: readonly string[]): Promise<number> {
  switch (command) {
    case "start": {
      const options = parseStartOptions(args);
      if (options === undefined) return 0;
      // With --json, stdout is for the machine and stderr for people.
      if (options.json) terminal = createTerminal(process.stderr);
      return oneAtATime(() => start(options, terminal, abort.signal));
    }
    case "stop":
      return stop(terminal, abort.signal);
    case "status":
      return status(terminal);
    default:
      throw new UsageError(`There is no command ${command}.\n\n${usage()}`);
  }
}

/** A second `npm start` waits for the first, and then finds its cluster. */
async function oneAtATime(run: () => Promise<number>): Promise<number> {
  const lock = join(cacheDir(), "start.lock");
  const onWait = (pid: number): void => terminal.step(`Another npm start (process ${pid}) is running; waiting for it`);
  return withLock(lock, { signal: abort.signal, onWait }, run);
}

const [, , command = "help", ...args] = process.argv;
try {
  process.exitCode = await run(command, args);
} catch (error) {
  if (abort.signal.aborted && command === "start") {
    await stop(terminal, new AbortController().signal);
    process.exitCode = 130;
  } else if ([UsageError, PrerequisiteError, SettingsError].some((type) => error instanceof type)) {
    terminal.error((error as Error).message);
    process.exitCode = 2;
  } else {
    terminal.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    terminal.info("`npm stop` cleans up.");
    process.exitCode = 1;
  }
}
