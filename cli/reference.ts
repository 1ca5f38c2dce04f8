import { COMMANDS } from "./commands/index.ts";
import type { Environment } from "./commands/invocation.ts";
import { run } from "./program.ts";

/** docs/cli.md: what `pmp-xray COMMAND --help` prints, for every command. */
export async function referencePage(): Promise<string> {
  const commands = COMMANDS.filter(({ hidden }) => hidden !== true);
  const sections = await Promise.all(
    commands.map(async ({ name }) => `## pmp-xray ${name}\n\n${block(await help(...name.split(" ")))}`),
  );
  return [
    "# Command line",
    "This page is made from the program's own help: `node cli/write-docs.ts`.",
    "`npx --no-install pmp-xray` runs the program of the repository, or of the package that you installed from `npm run package`\n" +
      "([releasing](releasing.md)). Without `--no-install`, npx would look for a package of that name on the public registry,\n" +
      "where this project has published nothing.",
    block(await help()),
    ...sections,
    "",
  ].join("\n\n");
}

/** The help of a command, as wide as where standard output is no terminal. */
async function help(...words: readonly string[]): Promise<string> {
  const environment: Environment = { folder: ".", env: {}, helpColumns: 80, readInput: () => Promise.resolve("") };
  const { output, errors, exitCode } = await run([...words, "--help"], environment);
  if (exitCode !== 0) throw new Error(`pmp-xray ${words.join(" ")} --help: ${errors}`);
  return output.trim();
}

function block(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
