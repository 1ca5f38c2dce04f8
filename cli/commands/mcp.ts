import { UsageError } from "@pmp/command-line";
import { addMcpOptions } from "../mcp/options.ts";
import manifest from "../package.json" with { type: "json" };
import type { Define } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  addMcpOptions(command)
    .usage("[OPTIONS]")
    .addHelpText(
      "after",
      `
A server of the Model Context Protocol on standard input and output: a coding
agent starts it. pmp-xray mcp init writes the agent's configuration.

It reads the traces of the X-Ray on this machine (pmp-xray dev) and, when a call
asks for AWS, of your account, by credentials as the AWS CLI finds them. Secrets
are left out. Only verify sends requests, after you were asked.`,
    )
    .action(async (options) => {
      // Here, and not above: it takes longer to load than the rest of the program.
      const { serve } = await import("../mcp/server.ts").catch((error: unknown) => {
        throw isMissing(error) ? new UsageError(MISSING) : error;
      });
      await serve(invocation, options);
    });
};

const SDK = "@modelcontextprotocol/sdk";
const VERSION = manifest.optionalDependencies[SDK];
const MISSING = `pmp-xray mcp needs the package ${SDK} ${VERSION}, an optional dependency that is not installed. Run: npm install --no-save --save-exact ${SDK}@${VERSION}`;

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND" && error.message.includes(SDK)
  );
}
