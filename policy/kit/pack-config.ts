import { ConfigError } from "./config.ts";
import type { Enforcement } from "./definition.ts";
import { readExceptions, type Exceptions } from "./exceptions.ts";
import type { Policy } from "./policy.ts";
import { isRecord } from "./read.ts";

/** A policy's level, or that it is disabled. */
export type Level = Enforcement | "disabled";

/** The configuration of one policy. */
export interface PolicySettings {
  readonly level: Level;
  readonly options: Readonly<Record<string, unknown>>;
  readonly exceptions: Exceptions;
}

/** A configuration for Pulumi's `--policy-pack-config`: maps a policy (or `all`) to a level or to options. */
export type PackConfig = Readonly<Record<string, unknown>>;

const LEVELS: readonly unknown[] = ["mandatory", "advisory", "disabled"];

/**
 * Reads the configuration of each policy. Throws a ConfigError with every problem: unknown policies and levels, invalid
 * options.
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
      // Only to validate the options.
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

/** Splits one policy's configuration into its own options and those common to all policies. */
export function splitConfig(given: Readonly<Record<string, unknown>>, today: string): Omit<PolicySettings, "level"> {
  const options = Object.entries(given).filter(([key]) => key !== "enforcementLevel" && key !== "exceptions");
  return { options: Object.fromEntries(options), exceptions: readExceptions(given.exceptions, today) };
}

function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value);
}
