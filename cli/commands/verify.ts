import { wholeNumber } from "@pmp/command-line";
import { addCheckOptions, CHECKS_HELP } from "../checks/options.ts";
import { STACK_ARGUMENT, type Define } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  addCheckOptions(command)
    .argument(...STACK_ARGUMENT)
    .option("--wait <SECONDS>", "wait so long for what is settling; 0: not", wholeNumber("--wait", 0, 86_400), 120)
    .option("--requests <N>", "requests to each path, 1 to 10000", wholeNumber("--requests", 1, 10_000), 100)
    .option("--path <PATH...>", "paths to call by GET, besides the API's health path")
    .option("--url <URL>", "address of the API with its health path; default: from inside the cluster")
    .addHelpText(
      "after",
      `
Every link must hold, and a trace of a request of its own must be read back: exit
code 0 means proven. It sends GET requests with trace headers to the health path
and to those of --path, asks STS for the agent's role with tokens of service
accounts, and runs a script in a pod of the API; it says so before, and changes
nothing.
${CHECKS_HELP}`,
    )
    .action(async (stack, options) => {
      const { runCommand } = await import("../checks/run-command.ts");
      await runCommand(invocation, "verify", stack, options);
    });
};
