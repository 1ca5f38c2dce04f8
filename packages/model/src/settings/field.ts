import { z } from "zod";

/** Help on one setting, for error messages and the settings page. */
export interface FieldHelp {
  /** The allowed values: "a number from 0 to 100 (percent)". */
  readonly allowed: string;
  /** A value that works, for the command in the fix. */
  readonly example: string | number | boolean;
  /** The probably intended value of an almost valid text: the fix sets it, if valid, instead of the example. */
  readonly meant?: (given: string) => string;
  /** Text that may be written as true or false, too. */
  readonly booleans?: true;
  /** The fix for an invalid value, as a sentence instead of a command. */
  readonly advice?: string;
  /** Never print the value that was given. */
  readonly secret?: true;
}

const help = z.registry<FieldHelp>();

const wanted = z.registry<{ readonly keys: readonly string[] }>();

/**
 * An object of which some optional keys must be set too, by a rule between keys: a fix sets them with the required
 * ones.
 */
export function wanting<S extends z.ZodType>(schema: S, keys: readonly string[]): S {
  wanted.add(schema, { keys });
  return schema;
}

/** The optional keys that a fix sets. */
export function wantedKeys(schema: z.core.$ZodType): readonly string[] {
  return wanted.get(schema)?.keys ?? [];
}

/** Attaches help to a schema. Wrap the bare schema, then make it optional or give it a default. */
export function field<S extends z.ZodType>(schema: S, fieldHelp: FieldHelp): S {
  help.add(schema, fieldHelp);
  return schema;
}

/** A number within limits, both included. */
export function ranged(min: number, max: number, unit: string, example: number): z.ZodNumber {
  return field(z.number().min(min).max(max), {
    allowed: `a number from ${min} to ${max} (${unit})`,
    example,
  });
}

/** A whole number within limits, both included. */
export function whole(min: number, max: number, unit: string, example: number): z.ZodInt {
  return field(z.int().min(min).max(max), { allowed: `a whole number from ${min} to ${max} (${unit})`, example });
}

/** One of a few words. `example` is the one that a fix sets; the first, unless given. */
export function oneOf<const T extends readonly [string, ...string[]]>(
  words: T,
  example: T[number] = words[0],
): z.ZodEnum<{ [K in T[number]]: K }> {
  return field(z.enum(words), { allowed: words.map((word) => JSON.stringify(word)).join(" or "), example });
}

/** true or false. */
export function yesNo(example: boolean): z.ZodBoolean {
  return field(z.boolean(), { allowed: "true or false", example });
}

/** Text of a fixed form. */
export function text(pattern: RegExp, allowed: string, example: string): z.ZodString {
  return field(z.string().regex(pattern), { allowed, example });
}

/** Whether a text may be given as true or false. */
export function takesBooleans(schema: z.core.$ZodType): boolean {
  return helpOf(schema)?.booleans === true;
}

/** The help attached to a schema, if any. */
export function helpOf(schema: z.core.$ZodType): FieldHelp | undefined {
  return help.get(schema);
}

/** Unwraps `optional` and `default`, which don't restrict the value. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    const inner: z.core.$ZodType = schema.unwrap();
    return bare(inner);
  }
  return schema;
}

/** The schema at a path below `schema`, or the nearest one above it. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType {
  const here = bare(schema);
  const [key, ...rest] = path;
  if (key === undefined) return here;
  if (here instanceof z.ZodObject) {
    const children: Readonly<Record<string, z.core.$ZodType | undefined>> = here.shape;
    const child = children[String(key)];
    return child === undefined ? here : schemaAt(child, rest);
  }
  if (here instanceof z.ZodArray) return schemaAt(here.element, rest);
  if (here instanceof z.ZodRecord) return schemaAt(here.valueType, rest);
  return here;
}
