import { wholeNumber } from "@pmp/command-line";
import { addCheckOptions, CHECKS_HELP } from "../checks/options.ts";
import { STACK_ARGUMENT, type Define } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  addCheckOptions(command)
    .argument(...STACK_ARGUMENT)
    .option("--probe", "also run a script in a pod of the API, which sends one segment to the agent")
    .option("--wait <SECONDS>", "wait so long for what is settling; 0: not", wholeNumber("--wait", 0, 86_400), 0)
    .addHelpText(
      "after",
      `
Follows the chain account, identity, agent, network, app, propagation, sampling,
store, alarms; names the first broken link with evidence and the fix, and what
else is broken as its consequences. Only reads, unless --probe allows more.
${CHECKS_HELP}`,
    )
    .action(async (stack, options) => {
      const { runCommand } = await import("../checks/run-command.ts");
      await runCommand(invocation, "doctor", stack, options);
    });
};
