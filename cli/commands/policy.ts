import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "@pmp/command-line";
import { JSON_OPTION, type Answer, type Define, type Invocation } from "./invocation.ts";

const STANDARD_INPUT = "-";
const OBJECTS = "rendered objects, as of helm template or kustomize build; - is standard input";

export const define: Define = (command, invocation) => {
  command
    .requiredOption("-f, --file <FILE...>", OBJECTS)
    .option("--config <FILE>", "levels, options and exceptions, as pulumi preview --policy-pack-config reads them")
    .option(...JSON_OPTION)
    .addHelpText("after", "\nExample: helm template charts/pmp-xray | pmp-xray policy -f -")
    .action(async ({ json, file, config }) => invocation.reply(await check(invocation, file, config), json));
};

async function check(
  invocation: Invocation,
  files: readonly string[],
  configFile: string | undefined,
): Promise<Answer> {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    throw new UsageError("Standard input can be read once: give -f - once.");
  }
  // Only here, because the policies take longer to load than all the rest.
  const pack = await import("@pmp/policy/manifests");
  const config = configFile === undefined ? {} : readConfig(pack, configFile, await readText(configFile, invocation));
  const read = await Promise.all(
    files.map(async (file) => pack.readManifests(nameOf(file), await readText(file, invocation))),
  );
  const problems = read.flatMap(({ problems }) => problems);
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  const objects = read.flatMap(({ objects }) => objects);
  // No objects would pass every policy: in a pipeline, that means a template rendered to nothing.
  if (objects.length === 0) {
    throw new UsageError(`${files.map(nameOf).join(", ")}: no object of Kubernetes is in there.`);
  }
  try {
    const results = pack.checkManifests(objects, { config, today: pack.today() });
    return {
      found: results.some(({ blocking }) => blocking),
      text: pack.formatReport(results, objects),
      json: pack.reportJson(results, objects),
    };
  } catch (error) {
    if (error instanceof pack.ConfigError) throw new UsageError(`${configFile ?? ""}: ${error.message}`);
    throw error;
  }
}

function nameOf(file: string): string {
  return file === STANDARD_INPUT ? "standard input" : file;
}

async function readText(file: string, { folder, readInput }: Invocation): Promise<string> {
  if (file === STANDARD_INPUT) return readInput();
  try {
    return await readFile(resolve(folder, file), "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readConfig(pack: typeof import("@pmp/policy/manifests"), file: string, text: string) {
  try {
    return pack.readConfig(file, text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
