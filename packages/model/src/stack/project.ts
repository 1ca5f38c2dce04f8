import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NAMESPACE } from "../settings/parse.ts";
import { isTree } from "../tree.ts";
import { StackError } from "./stack-error.ts";
import { readYaml, YamlError, type YamlTree, type YamlValue } from "./yaml.ts";

/** The part of a Pulumi project about the location of stacks and their common configuration. */
export interface Project {
  /** Its name, which is the namespace of keys without one. */
  readonly name: string;
  /** Folder of the stack files. */
  readonly folder: string;
  /** The extension of stack files, the same as the project file's: `.yaml` or `.yml`. */
  readonly extension: string;
  /** Its `config`: the defaults of all stacks. */
  readonly config: YamlTree;
}

const EXTENSIONS = [".yaml", ".yml"];

/**
 * The Pulumi project of a folder: its own, or one of the nearest folder above, as the engine looks for it. A folder
 * without one is treated as a project with the program's name.
 *
 * @throws {@link StackError} when the project's file can't be read
 */
export function findProject(folder: string): Project {
  for (let here = folder; ; here = dirname(here)) {
    const extension = EXTENSIONS.find((each) => existsSync(join(here, `Pulumi${each}`)));
    if (extension !== undefined) return readProject(here, extension);
    if (dirname(here) === here) return { name: NAMESPACE, folder, extension: ownExtension(folder), config: {} };
  }
}

/** Names of the stacks that have a file, in order of the alphabet. */
export function listStacks({ folder, extension }: Project): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => file.startsWith("Pulumi.") && file.endsWith(extension) && file !== `Pulumi${extension}`)
    .map((file) => file.slice("Pulumi.".length, -extension.length))
    .sort();
}

/** A stack's own name, of one that is written in full: `org/project/stack`, `org/stack`. */
export function stackName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Name of the file with a stack's settings. */
export function stackFile({ extension }: Pick<Project, "extension">, stack: string): string {
  return `Pulumi.${stackName(stack)}${extension}`;
}

/** Reads a file of YAML that holds a map. @throws {@link StackError} when it can't */
export function readMap(path: string, file: string): YamlTree {
  return parseMap(readText(path, file), file);
}

/** A map that is given as YAML text. @throws {@link StackError} when it is none */
export function parseMap(text: string, file: string): YamlTree {
  const value = parseFile(file, text);
  // An empty file is a stack without settings to the engine.
  if (value === null) return {};
  if (isTree(value)) return value;
  throw new StackError(`${file} has no config. Write config: with the stack's settings below it.`);
}

/** @throws {@link StackError} when the file can't be read */
function readText(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new StackError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function parseFile(file: string, text: string): YamlValue {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof YamlError) throw new StackError(`${file} is not YAML: ${error.message}`);
    throw error;
  }
}

function readProject(folder: string, extension: string): Project {
  const file = `Pulumi${extension}`;
  const { name, stackConfigDir, config } = readMap(join(folder, file), file);
  if (typeof name !== "string" || name === "") {
    throw new StackError(`${file} has no name. Write name: with the project's name.`);
  }
  // `config` with a path is the old way to write stackConfigDir.
  const place = typeof stackConfigDir === "string" ? stackConfigDir : typeof config === "string" ? config : "";
  return { name, folder: join(folder, place), extension, config: isTree(config) ? config : {} };
}

/** Without a project's file: what the stack files there end in. */
function ownExtension(folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = EXTENSIONS.find((extension) =>
    files.some((file) => /^Pulumi\../.test(file) && file.endsWith(extension)),
  );
  return found ?? ".yaml";
}
