import { z } from "zod";
import { bare, helpOf, schemaAt, type FieldHelp } from "./field.ts";
import { nearest } from "./nearest.ts";
import { show, type Problem } from "./problem.ts";
import { sections, type Settings } from "./schema.ts";

/** The namespace of the stack's settings, as in `pulumi config set pmp-xray:stage prod`. */
export const NAMESPACE = "pmp-xray";

type Raw = Readonly<Record<string, string>>;
type Parsed = Partial<Settings>;

/**
 * Checks each section by itself.
 *
 * @param config Pulumi's whole configuration, as `namespace:key` to text. Keys of other namespaces are left alone.
 * @returns the sections that are right, and what is wrong with the others.
 */
export function parseSections(config: Raw): { readonly parsed: Parsed; readonly problems: readonly Problem[] } {
  const problems = unknownKeys(config);
  const parsed: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(sections)) {
    const given = decode(config[`${NAMESPACE}:${key}`], schema);
    const result = z.safeParse(schema, given);
    if (result.success) parsed[key] = result.data;
    else problems.push(...result.error.issues.flatMap((issue) => toProblems(key, schema, given, issue)));
  }
  return { parsed, problems };
}

function unknownKeys(config: Raw): Problem[] {
  const known = Object.keys(sections);
  return Object.entries(config)
    .map(([key, value]) => ({ name: key.slice(NAMESPACE.length + 1), value, ours: key.startsWith(`${NAMESPACE}:`) }))
    .filter(({ name, ours }) => ours && !known.includes(name))
    .map(({ name, value }) => unknownKey(`${NAMESPACE}:${name}`, name, value, known));
}

function unknownKey(path: string, key: string, value: unknown, known: readonly string[]): Problem {
  const like = nearest(key, known);
  const remove = `pulumi config rm --path '${path}'`;
  return {
    path,
    value: show(value),
    allowed: `one of the keys ${known.join(", ")}`,
    cure: like === undefined ? remove : `did you mean ${like}? If not: ${remove}`,
  };
}

/** Pulumi hands every value over as text: JSON for objects and lists, the text itself for the rest. */
function decode(value: string | undefined, schema: z.core.$ZodType): unknown {
  const wanted = bare(schema);
  if (value === undefined || wanted instanceof z.ZodString || wanted instanceof z.ZodEnum) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function toProblems(key: string, schema: z.core.$ZodType, given: unknown, issue: z.core.$ZodIssue): Problem[] {
  const at = schemaAt(schema, issue.path);
  const path = printPath([key, ...issue.path]);
  const value = valueAt(given, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = at instanceof z.ZodObject ? Object.keys(at.shape) : [];
    return issue.keys.map((unknown) =>
      unknownKey(printPath([key, ...issue.path, unknown]), unknown, valueAt(value, [unknown]), known),
    );
  }
  if (issue.code === "invalid_key") {
    const parent = schemaAt(schema, issue.path.slice(0, -1));
    const allowed = parent instanceof z.ZodRecord ? helpOf(parent.keyType)?.allowed : undefined;
    return [
      { path, value: show(value), allowed: allowed ?? "another name", cure: `pulumi config rm --path '${path}'` },
    ];
  }
  const help = helpOf(at);
  const allowed = help?.allowed ?? shape(at);
  const cure =
    help === undefined
      ? `write it in the stack's file, below ${NAMESPACE}:${key}`
      : `pulumi config set --path '${path}' ${quoted(help)}`;
  return [{ path, value: help?.secret && value !== undefined ? "[secret]" : show(value), allowed, cure }];
}

function shape(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodObject) return `an object with the keys ${Object.keys(schema.shape).join(", ")}`;
  if (schema instanceof z.ZodArray) return "a list";
  return "names and values";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((here, key) => (isRecord(here) ? here[String(key)] : undefined), value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A path as `pulumi config set --path` reads it. */
export function printPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step, index) => {
    if (index === 0) return `${NAMESPACE}:${String(step)}`;
    if (typeof step === "number") return `[${step}]`;
    return PLAIN.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(step)}]`;
  });
  return steps.join("");
}

function quoted({ example, float }: FieldHelp): string {
  if (typeof example === "string") return `'${example}'`;
  return float ? `--type float ${example}` : String(example);
}
