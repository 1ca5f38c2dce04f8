import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

/**
 * Starts the process that publishes trace counts and evaluates alarms, beside an emulator. It ends with this process.
 *
 * @param endpoint URL of the emulator
 * @param logs folder for its log, `alarms.log`
 */
export function startAlarms(endpoint: string, logs: string): ChildProcess {
  const log = openSync(join(logs, "alarms.log"), "a");
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), endpoint], {
    // The pipe closes when this process ends, however it ends.
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  // Without it there are no counts; the cluster is whole.
  child.on("error", (error) => process.stderr.write(`alarms: ${error.message}\n`));
  return child;
}
