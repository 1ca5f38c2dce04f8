import { z } from "zod";
import { at } from "./read.ts";

/** A policy's options: each has a default and a description, so that a policy always gets all of them. */
export type ConfigShape = z.core.$ZodShape;

/** The options that a policy's check gets. */
export type Config<S extends ConfigShape> = z.output<z.ZodObject<S>>;

/** An option as JSON Schema: for docs/policies.md, and for the Pulumi CLI, which checks options too. */
export type OptionSchema = z.core.JSONSchema.JSONSchema;

/** Every problem of a configuration, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration of the policies is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** A list without duplicates. */
export function unique<T extends z.ZodArray>(list: T): T {
  return list
    .refine((items) => new Set(items).size === items.length, "must name nothing twice")
    .meta({ uniqueItems: true });
}

/**
 * A reader of one policy's options: rejects unknown ones and fills in defaults. Throws a ConfigError with every
 * problem. Results are cached per object.
 */
export function configReader<S extends ConfigShape>(policy: string, shape: S): (given: object) => Config<S> {
  const schema = z.strictObject(shape);
  const read = new WeakMap<object, Config<S>>();
  return (given) => {
    const known = read.get(given);
    if (known !== undefined) return known;
    const result = schema.safeParse(given);
    if (!result.success) {
      const { unknown = [], wrong = [] } = Object.groupBy(result.error.issues, ({ code }) =>
        code === "unrecognized_keys" ? "unknown" : "wrong",
      );
      throw new ConfigError([...unknown, ...wrong].flatMap((issue) => problems(policy, issue, given)));
    }
    read.set(given, result.data);
    return result.data;
  };
}

/** Each option of a policy as JSON Schema. */
export function optionSchemas(shape: ConfigShape): Readonly<Record<string, OptionSchema>> {
  const { properties = {} } = z.toJSONSchema(z.object(shape), {
    io: "input",
    override: ({ jsonSchema }) => {
      // Removes zod's additions that don't help users: the bounds of every integer, string keys, escaped slashes.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      delete jsonSchema.propertyNames;
      if (jsonSchema.pattern !== undefined) jsonSchema.pattern = jsonSchema.pattern.replaceAll("\\/", "/");
    },
  });
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => (typeof schema === "object" ? [[name, schema]] : [])),
  );
}

function problems(policy: string, issue: z.core.$ZodIssue, given: object): string[] {
  const keys = issue.path.map(String);
  const path = [policy, ...keys].join(".");
  const more = `See docs/policies.md#${policy}.`;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${path}.${key}: there is no such option. ${more}`);
  }
  const value = keys.reduce<unknown>(
    (inner, key) => (Array.isArray(inner) ? (inner as readonly unknown[])[Number(key)] : at(inner, [key])),
    given,
  );
  if (value === undefined) return [`${path}: is missing. ${more}`];
  return [`${path}: ${expectation(issue)}; given: ${JSON.stringify(value)}. ${more}`];
}

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " items" };

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${issue.expected === "int" ? "integer" : issue.expected}`;
    case "too_small":
      return `must be >= ${issue.minimum}${UNITS[issue.origin] ?? ""}`;
    case "too_big":
      return `must be <= ${issue.maximum}${UNITS[issue.origin] ?? ""}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_format":
      return `must match ${issue.pattern ?? issue.format}`;
    case "custom":
      return typeof issue.params?.allowed === "string" ? `must be ${issue.params.allowed}` : issue.message;
    default:
      return issue.message;
  }
}
