import { join } from "node:path";
import { fullKey, toConfig, toText, withoutSecrets, withProjectConfig, type Config } from "./config.ts";
import { printPath } from "./paths.ts";
import { NAMESPACE } from "../settings/parse.ts";
import { findProject, parseMap, readMap, stackFile, type Project } from "./project.ts";
import { StackError } from "./stack-error.ts";
import { isTree } from "../tree.ts";
import type { YamlTree, YamlValue } from "./yaml.ts";

/** A stack's configuration, as far as its files say it. */
export interface StackConfig {
  /** Name of the stack's file, for messages. */
  readonly file: string;
  /** `namespace:key` to text, as Pulumi hands it to the program, without what can't be seen here. */
  readonly config: Config;
  /** Paths of encrypted values, which only Pulumi can read: `pmp-xray:cluster.kubeconfig`. */
  readonly secrets: readonly string[];
  /** Pulumi ESC environments of the stack, which may set more; what they set can't be seen here. */
  readonly environments: readonly string[];
}

/**
 * Reads a stack from its files, as Pulumi's engine does: this is the one reader of stack files.
 *
 * @param folder the project's folder, or one below it
 * @param stack its name, also in full: `org/project/stack`
 * @throws {@link StackError} when a file can't be read, or is no stack file
 */
export function readStack(folder: string, stack: string): StackConfig {
  const project = findProject(folder);
  const file = stackFile(project, stack);
  return { file, ...configOf(project, readMap(join(project.folder, file), file), file) };
}

/**
 * The configuration in a stack file's content.
 *
 * @throws {@link StackError} when it is no stack file
 */
export function configOf(
  { name, config: projectConfig }: Pick<Project, "name" | "config">,
  content: YamlTree,
  file: string,
): Omit<StackConfig, "file"> {
  const { config = null, environment } = content;
  if (config !== null && !isTree(config)) {
    throw new StackError(`${file} has no config. Write config: with the stack's settings below it.`);
  }
  const own = Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => {
      const full = fullKey(name, key);
      if (full !== undefined) return [full, value];
      throw new StackError(`${file}: ${key} is no key of a configuration. Write it as namespace:name.`);
    }),
  );
  const { values, secrets } = withoutSecrets(withProjectConfig(own, name, projectConfig));
  return {
    config: toConfig(values),
    secrets: secrets.map(printPath),
    environments: environmentsOf(environment),
  };
}

/** The configuration of a stack file that is given as text, in a project of the program's own name. */
export function readStackText(text: string, file: string): Omit<StackConfig, "file"> {
  return configOf({ name: NAMESPACE, config: {} }, parseMap(text, file), file);
}

/** `environment: [acme/prod]`, or a definition of its own with `imports` and `values`. */
function environmentsOf(environment: YamlValue | undefined): string[] {
  if (environment === undefined || environment === null) return [];
  const list = isTree(environment) ? environment.imports : environment;
  const items = Array.isArray(list) ? (list as readonly YamlValue[]) : [];
  const names = items.flatMap((item) => (isTree(item) ? Object.keys(item) : toText(item)));
  return isTree(environment) && environment.values !== undefined ? [...names, "the stack's own environment"] : names;
}
