import { addDevOptions, readDevOptions } from "../dev/options.ts";
import type { Define } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  addDevOptions(command)
    .argument("[COMMAND...]", "program and arguments, after --; default: none, X-Ray and its page only")
    .usage("[OPTIONS] [-- COMMAND...]")
    .addHelpText(
      "after",
      `
Nothing is sent to AWS, and no credentials are needed. Ctrl-C ends the command,
then X-Ray; a second one kills the command. The exit code is the command's, or 2
when it could not be started as asked.

Example: pmp-xray dev -- node server.js`,
    )
    .action(async (operands, given) => {
      // Only here, because help and completion need the options only.
      const { runDev } = await import("../dev/run.ts");
      invocation.exit(await runDev(readDevOptions(given, operands, invocation.argv), invocation));
    });
};
