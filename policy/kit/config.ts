import { Ajv, type ErrorObject } from "ajv";
import type { ConfigSchema } from "./schema.ts";
import { isRecord } from "./read.ts";

/** Every problem of a configuration, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration of the policies is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Turns what people wrote for a policy into all of its options. Throws a ConfigError with every problem. */
export type ConfigReader<C> = (given: unknown) => C;

/**
 * A reader for one policy's options: unknown ones are refused, missing ones get their default. The same text of a
 * configuration is read once.
 */
export function configReader<C>(policy: string, schema: ConfigSchema<C> | undefined): ConfigReader<C> {
  const ajv = new Ajv({ useDefaults: true, allErrors: true });
  const validate = ajv.compile<C>({
    type: "object",
    properties: schema?.properties ?? {},
    additionalProperties: false,
  });
  const read = new WeakMap<object, C>();
  return (given) => {
    const known = isRecord(given) ? read.get(given) : undefined;
    if (known !== undefined) return known;
    const options: unknown = structuredClone(given);
    if (!validate(options))
      throw new ConfigError((validate.errors ?? []).map((error) => problem(policy, error, given)));
    if (isRecord(given)) read.set(given, options);
    return options;
  };
}

function problem(policy: string, error: ErrorObject, given: unknown): string {
  const path = [policy, ...error.instancePath.split("/").slice(1)].join(".");
  if (error.keyword === "additionalProperties") {
    return `${path}.${String(error.params.additionalProperty)}: there is no such option. See docs/policies.md#${policy}.`;
  }
  return `${path}: ${error.message ?? error.keyword}; given: ${JSON.stringify(at(given, error.instancePath))}. See docs/policies.md#${policy}.`;
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((inner, key) => {
      if (Array.isArray(inner)) return inner[Number(key)] as unknown;
      return isRecord(inner) ? inner[key] : undefined;
    }, value);
}
