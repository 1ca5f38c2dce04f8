import { text } from "node:stream/consumers";
import { colorize } from "./color.ts";
import { run } from "./program.ts";

const { stdin, stdout, stderr } = process;

// A reader such as `head` may close the pipe before everything is written.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const { exitCode, output, errors } = await run(process.argv.slice(2), {
    folder: process.cwd(),
    env: process.env,
    readInput: () => text(stdin),
    progress: stderr,
  });
  stdout.write(colorize(output, stdout));
  stderr.write(colorize(errors, stderr));
  process.exitCode = exitCode;
} catch (error) {
  // Node would exit with 1, which here means that something was found.
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`pmp-xray failed unexpectedly (please report it): ${what}\n`);
  process.exitCode = 2;
}
