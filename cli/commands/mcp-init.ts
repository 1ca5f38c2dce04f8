import { Option } from "@pmp/command-line";
import { CLIENTS } from "../mcp/init/clients.ts";
import { addMcpOptions, asArguments, type McpOptions } from "../mcp/options.ts";
import manifest from "../package.json" with { type: "json" };
import { JSON_OPTION, type Answer, type Define, type Invocation } from "./invocation.ts";

const NAMES = CLIENTS.map(({ name }) => name);

export const define: Define = (command, invocation) => {
  addMcpOptions(command)
    .addOption(new Option("--client <CLIENT...>", "the agents").choices(NAMES).default(["claude"]))
    .option("--replace", "replace another entry named pmp-xray")
    .option(...JSON_OPTION)
    .usage("[OPTIONS]")
    .addHelpText(
      "after",
      `
Adds the server to the agents' configuration of the project in the current
folder, and leaves all else in these files as it is:
${CLIENTS.map(({ name, file }) => `  ${name.padEnd(8)}${file}`).join("\n")}
The agent starts the project's own copy (npx --no-install), with the other options.

Example: pmp-xray mcp init --client claude vscode --stack dev`,
    )
    .action(async ({ json, client, replace = false, ...server }) =>
      invocation.reply(await init(invocation, client, replace, server), json),
    );
};

async function init(
  { folder, note }: Invocation,
  names: readonly string[],
  replace: boolean,
  server: McpOptions,
): Promise<Answer> {
  // Only here, because help and completion need the options only.
  const { isInstalled, writeEntries } = await import("../mcp/init/write.ts");
  const clients = CLIENTS.filter(({ name }) => names.includes(name));
  const done = writeEntries(folder, clients, asArguments(server), replace);
  if (!isInstalled(folder)) {
    note(
      `npx finds no pmp-xray in ${folder}: install it there, so that the agent can start it: npm install --save-dev ${manifest.name}`,
    );
  }
  const lines = done.map(({ file, result }) =>
    result === "written" ? `Wrote ${file}.` : `${file} has the entry already.`,
  );
  return { found: false, text: lines.join("\n"), json: { files: done } };
}
