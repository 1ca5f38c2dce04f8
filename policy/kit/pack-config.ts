import { ConfigError } from "./config.ts";
import type { Enforcement } from "./definition.ts";
import { readExceptions, type Exceptions } from "./exceptions.ts";
import type { Policy } from "./policy.ts";
import { isRecord } from "./read.ts";

/** What holds for a policy, or that it is turned off. */
export type Level = Enforcement | "disabled";

/** What a configuration says of one policy. */
export interface PolicySettings {
  readonly level: Level;
  readonly options: Readonly<Record<string, unknown>>;
  readonly exceptions: Exceptions;
}

/** A configuration as Pulumi's `--policy-pack-config` takes it: policy (or `all`) to a level, or to options. */
export type PackConfig = Readonly<Record<string, unknown>>;

const LEVELS: readonly unknown[] = ["mandatory", "advisory", "disabled"];

/**
 * What a configuration says of each policy. Throws a ConfigError with every problem: an unknown policy, a level that doesn't
 * exist, an option that is wrong.
 */
export function readPackConfig(
  policies: readonly Policy[],
  config: PackConfig,
  today: string,
): Map<string, PolicySettings> {
  const problems: string[] = [];
  const names = new Set(policies.map(({ name }) => name));
  for (const name of Object.keys(config)) {
    if (name !== "all" && !names.has(name))
      problems.push(`${name}: there is no such policy. docs/policies.md lists all.`);
  }
  const levelOf = (name: string, given: unknown): Level | undefined => {
    const level = isRecord(given) ? given.enforcementLevel : given;
    if (level === undefined || isLevel(level)) return level;
    problems.push(`${name}: the level may be mandatory, advisory or disabled; given: ${JSON.stringify(level)}.`);
    return undefined;
  };
  const forAll = levelOf("all", config.all);
  const settings = policies.map((policy): [string, PolicySettings] => {
    const given = config[policy.name];
    const level = levelOf(policy.name, given) ?? forAll ?? policy.enforcement;
    const { options, exceptions } = splitConfig(isRecord(given) ? given : {}, today);
    try {
      // Reads the options; there is nothing to check.
      Array.from(policy.check([], options, { today }));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
    return [policy.name, { level, options, exceptions }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return new Map(settings);
}

/** Parts one policy's configuration into its own options and what every policy has. */
export function splitConfig(given: Readonly<Record<string, unknown>>, today: string): Omit<PolicySettings, "level"> {
  const options = Object.entries(given).filter(([key]) => key !== "enforcementLevel" && key !== "exceptions");
  return { options: Object.fromEntries(options), exceptions: readExceptions(given.exceptions, today) };
}

function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value);
}
