/** `npm run tools -- [NAME...]`: finds or installs tools and prints where each is. Without a name: all of them. */
import { CLUSTER_TOOLS, isToolName } from "./catalog.ts";
import { ensureTools, PrerequisiteError } from "./index.ts";
import { CommandError } from "./run.ts";

async function main(args: readonly string[]): Promise<number> {
  const wrong = args.filter((name) => !isToolName(name));
  if (wrong.length > 0) {
    process.stderr.write(`unknown: ${wrong.join(", ")}\nTools: ${CLUSTER_TOOLS.join(", ")}\n`);
    return 2;
  }
  try {
    const names = args.length === 0 ? CLUSTER_TOOLS : args.filter(isToolName);
    const toolbox = await ensureTools(names);
    for (const name of names) process.stdout.write(`${name} ${toolbox.tool(name)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof PrerequisiteError || error instanceof CommandError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
