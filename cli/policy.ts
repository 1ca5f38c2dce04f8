import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "./sampling/host.ts";
import type { CommandResult } from "./sampling/host.ts";
import { parse } from "yaml";
import { ConfigError } from "../policy/kit/config.ts";
import type { PackConfig } from "../policy/kit/pack-config.ts";
import { isRecord } from "../policy/kit/read.ts";
import { today } from "../policy/kit/today.ts";
import { checkManifests } from "../policy/manifests/check.ts";
import { readManifests } from "../policy/manifests/read.ts";
import { formatReport, reportJson } from "../policy/manifests/report.ts";
import { POLICY_USAGE } from "./policy-usage.ts";

/** What the command needs of the world. */
export interface PolicySurroundings {
  /** What relative paths are relative to. */
  readonly folder: string;
  /** All of standard input, for `-f -`. */
  readonly readInput: () => Promise<string>;
}

const STANDARD_INPUT = "-";

/**
 * `policy -f FILE…`: do rendered objects of Kubernetes keep to the policies.
 *
 * @throws UsageError when it could not be found out
 */
export async function checkPolicy(argv: readonly string[], surroundings: PolicySurroundings): Promise<CommandResult> {
  const { files, config: configFile, json } = readArguments(argv);
  const config = configFile === undefined ? {} : await readConfig(configFile, surroundings);
  const read = await Promise.all(
    files.map(async (file) => readManifests(nameOf(file), await readText(file, surroundings))),
  );
  const problems = read.flatMap(({ problems }) => problems);
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  const objects = read.flatMap(({ objects }) => objects);
  // Nothing to check would pass every policy: in a pipeline that is a template that rendered to nothing.
  if (objects.length === 0)
    throw new UsageError(`${files.map(nameOf).join(", ")}: no object of Kubernetes is in there.`);
  try {
    const results = checkManifests(objects, { config, today: today() });
    const output = json ? JSON.stringify(reportJson(results, objects), undefined, 2) : formatReport(results, objects);
    return { exitCode: results.some(({ blocking }) => blocking) ? 1 : 0, output: `${output}\n`, errors: "" };
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(`${configFile ?? ""}: ${error.message}`);
    throw error;
  }
}

function readArguments(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        file: { type: "string", short: "f", multiple: true, default: [] },
        config: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    if (values.file.length === 0) throw new UsageError(`Say which manifests. Usage: ${POLICY_USAGE}`);
    if (values.file.filter((file) => file === STANDARD_INPUT).length > 1) {
      throw new UsageError("Standard input can be read once: give -f - once.");
    }
    return { files: values.file, config: values.config, json: values.json };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}\nUsage: ${POLICY_USAGE}`);
  }
}

function nameOf(file: string): string {
  return file === STANDARD_INPUT ? "standard input" : file;
}

async function readText(file: string, { folder, readInput }: PolicySurroundings): Promise<string> {
  if (file === STANDARD_INPUT) return readInput();
  try {
    return await readFile(resolve(folder, file), "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** The configuration of the pack, as `pulumi preview --policy-pack-config` takes it; in YAML too. */
async function readConfig(file: string, surroundings: PolicySurroundings): Promise<PackConfig> {
  const text = await readText(file, surroundings);
  let config: unknown;
  try {
    config = parse(text);
  } catch (error) {
    throw new UsageError(`${file} is neither JSON nor YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isRecord(config)) return config;
  throw new UsageError(
    `${file} must be an object with a member per policy, such as { "image-pinned": { "requireDigest": true } }.`,
  );
}
