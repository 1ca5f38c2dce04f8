import { z } from "zod";

/** What a reader of an error message, or of the settings page, needs to know about one setting. */
export interface FieldHelp {
  /** What is allowed, in words: "a number from 0 to 100 (percent)". */
  readonly allowed: string;
  /** A value that works, for the command in the cure. */
  readonly example: string | number | boolean;
  /** The value may have a fraction, which Pulumi's command line keeps as a number only when it is told to. */
  readonly float?: true;
  /** Never print the value that was given. */
  readonly secret?: true;
}

const help = z.registry<FieldHelp>();

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
    float: true,
  });
}

/** A whole number within limits, both included. */
export function whole(min: number, max: number, unit: string, example: number): z.ZodInt {
  return field(z.int().min(min).max(max), { allowed: `a whole number from ${min} to ${max} (${unit})`, example });
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T): z.ZodEnum<{ [K in T[number]]: K }> {
  return field(z.enum(words), { allowed: words.map((word) => JSON.stringify(word)).join(" or "), example: words[0] });
}

/** true or false. */
export function yesNo(example: boolean): z.ZodBoolean {
  return field(z.boolean(), { allowed: "true or false", example });
}

/** Text of a fixed form. */
export function text(pattern: RegExp, allowed: string, example: string): z.ZodString {
  return field(z.string().regex(pattern), { allowed, example });
}

/** The help attached to a schema, if any. */
export function helpOf(schema: z.core.$ZodType): FieldHelp | undefined {
  return help.get(schema);
}

/** Takes off `optional` and `default`, which say nothing about what is allowed. */
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
