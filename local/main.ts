/** `npm start`, `npm stop`, `npm run status`: reads the command, turns Ctrl-C into an orderly end, prints errors plainly. */
import { PrerequisiteError } from "@pmp/tools";
import { UsageError } from "@pmp/command-line";
import { SettingsError } from "../components/settings/problems.ts";
import { Interrupts } from "./interrupts.ts";
import { parseStartOptions, usage } from "./options.ts";
import { createTerminal } from "./terminal.ts";

let terminal = createTerminal();
const interrupts = new Interrupts(() =>
  terminal.info("Interrupted: shutting down. A second Ctrl-C ends immediately; `npm stop` then cleans up."),
);

/** Each command loads only what it needs: the embedded start needs nothing of the cluster. */
async function run(command: string, args: readonly string[]): Promise<number> {
  switch (command) {
    case "start": {
      const options = parseStartOptions(args);
      if (options === undefined) return 0;
      // With --json, stdout is for the machine and stderr for people.
      if (options.json) terminal = createTerminal(process.stderr);
      const { runStart } = await import("./run-start.ts");
      return runStart(options, terminal, interrupts);
    }
    case "stop":
      return (await import("./stop.ts")).stop(terminal, interrupts.signal);
    case "status":
      return (await import("./status.ts")).status(terminal);
    default:
      throw new UsageError(`There is no command ${command}.\n\n${usage()}`);
  }
}

const [, , command = "help", ...args] = process.argv;
try {
  process.exitCode = await run(command, args);
} catch (error) {
  if (interrupts.signal.aborted && command === "start") {
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
