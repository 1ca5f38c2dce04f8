import { text } from "node:stream/consumers";
import { colorize, wantsColor } from "./color.ts";

// A reader such as `head` may close the pipe before everything is written.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const [command, ...rest] = process.argv.slice(2);
  if (command === "dev") {
    // Each way loads only what it needs, and begins sooner so.
    const { dev } = await import("./dev/main.ts");
    process.exitCode = await dev(rest);
  } else await answer();
} catch (error) {
  // Node would exit with 1, which here means that something was found.
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`pmp-xray failed, which it should not: ${what}\n`);
  process.exitCode = 2;
}

/** Runs a command that answers and is done. */
async function answer(): Promise<void> {
  const { run } = await import("./run.ts");
  const { exitCode, output, errors } = await run(process.argv.slice(2), {
    folder: process.cwd(),
    env: process.env,
    readInput: () => text(process.stdin),
  });
  process.stdout.write(colorize(output, wantsColor(process.env, process.stdout.isTTY)));
  process.stderr.write(colorize(errors, wantsColor(process.env, process.stderr.isTTY)));
  process.exitCode = exitCode;
}
