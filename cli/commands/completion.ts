import { join } from "node:path";
import { Argument } from "@pmp/command-line";
import { completionScript, SHELLS } from "../completion/scripts.ts";
import type { Define } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .addArgument(new Argument("<SHELL>", "the shell").choices(SHELLS))
    .addHelpText("after", "\nExample: source <(npx --no-install pmp-xray completion bash)")
    .action((shell) => invocation.print(completionScript(shell, join(import.meta.dirname, "../pmp-xray.mjs"))));
};
