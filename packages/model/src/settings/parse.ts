import type { PlanInput } from "@pmp/planning";
import { z } from "zod";
import { printPath as printSteps } from "../stack/paths.ts";
import { valueAt } from "../tree.ts";
import { bare, helpOf, schemaAt, wantedKeys, type FieldHelp } from "./field.ts";
import { coerce, parseJson, plainly } from "./coerce.ts";
import { nearest } from "./nearest.ts";
import { show } from "@pmp/sampling";
import type { Problem } from "./problem.ts";
import { PLATFORM_SECTIONS, sections, type Settings } from "./schema.ts";

/** The namespace of the stack's settings, as in `pulumi config set pmp-xray:stage prod`. */
export const NAMESPACE = "pmp-xray";

type Raw = Readonly<Record<string, string>>;
type Parsed = Partial<Settings>;

/**
 * Checks each section of the stack's platform separately. A section of the other platform may not be set.
 *
 * @param config Pulumi's whole configuration, as `namespace:key` to text. Keys of other namespaces are left alone.
 * @returns the valid sections, and the problems of the others.
 */
export function parseSections(config: Raw): { readonly parsed: Parsed; readonly problems: readonly Problem[] } {
  const parsed: Record<string, unknown> = {};
  const platform = parsePart(config, "platform", sections.platform);
  const foreign = foreignSections(platform.data ?? "eks");
  const problems = unknownKeys(config, foreign);
  for (const [key, schema] of Object.entries(sections)) {
    if (foreign.includes(key)) {
      problems.push(...foreignProblems(config, key, platform.data));
      continue;
    }
    const part = key === "sampling" ? parseSampling(config) : parsePart(config, key, schema);
    if (part.ok) parsed[key] = part.data;
    else problems.push(...part.problems);
  }
  return { parsed, problems };
}

/** The sections that a platform does not have. */
export function foreignSections(platform: Settings["platform"]): readonly string[] {
  return PLATFORM_SECTIONS[platform === "eks" ? "ecs" : "eks"];
}

function foreignProblems(config: Raw, key: string, platform: Settings["platform"] | undefined): Problem[] {
  const path = `${NAMESPACE}:${key}`;
  const value = config[path];
  // Without a valid platform nobody knows whose section it is.
  if (value === undefined || value === "" || platform === undefined) return [];
  // A cluster's section may hold a kubeconfig.
  const shown = key === "cluster" ? "[not shown]" : show(value);
  return [{ path, value: shown, allowed: `nothing, with platform ${platform}`, fix: removal(path) }];
}

/** The valid value, or its problems. */
export type Part<T> =
  | { readonly ok: true; readonly data: T; readonly problems?: undefined }
  | { readonly ok: false; readonly data?: undefined; readonly problems: readonly Problem[] };

/** Reads one key of the namespace by a schema. */
export function parsePart<S extends z.ZodType>(config: Raw, key: string, schema: S): Part<z.output<S>> {
  const given = coerce(schema, decode(config[`${NAMESPACE}:${key}`], schema));
  const result = z.safeParse(schema, given);
  if (result.success) return { ok: true, data: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => toProblems(key, schema, given, issue)) };
}

/** The unparsed sampling plan; `checkPlan` checks its content with the settings that it depends on. */
export function parseSampling(config: Raw): Part<PlanInput> {
  const given = plainly(decode(config[`${NAMESPACE}:sampling`], sections.sampling));
  if (typeof given === "object" && given !== null) return { ok: true, data: given };
  const path = printPath(["sampling"]);
  const help = { allowed: `a sampling plan, like ${SOME_PLAN}`, example: SOME_PLAN };
  return { ok: false, problems: [{ path, value: show(given), allowed: help.allowed, fix: setting(path, help) }] };
}

const SOME_PLAN = '{"preset": "prod"}';

function unknownKeys(config: Raw, foreign: readonly string[]): Problem[] {
  const known = Object.keys(sections).filter((key) => !foreign.includes(key));
  return Object.entries(config)
    .map(([key, value]) => ({ name: key.slice(NAMESPACE.length + 1), value, ours: key.startsWith(`${NAMESPACE}:`) }))
    .filter(({ name, ours }) => ours && !Object.hasOwn(sections, name))
    .map(({ name, value }) => unknownKey(`${NAMESPACE}:${name}`, name, value, known));
}

function unknownKey(path: string, key: string, value: unknown, known: readonly string[]): Problem {
  const like = nearest(key, known);
  const remove = removal(path);
  return {
    path,
    value: show(value),
    allowed: `one of the keys ${known.join(", ")}`,
    fix: like === undefined ? remove : `did you mean ${like}? If not: ${remove}`,
  };
}

/** Pulumi hands every value over as text: JSON for objects and lists, the text itself for the rest. */
function decode(value: string | undefined, schema: z.core.$ZodType): unknown {
  // A key without a value is an empty text, and equivalent to an absent key.
  if (value === undefined || value === "") return undefined;
  const wanted = bare(schema);
  if (wanted instanceof z.ZodString || wanted instanceof z.ZodEnum) return value;
  try {
    return parseJson(value) ?? undefined;
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
    return [{ path, value: show(value), allowed: allowed ?? "another name", fix: removal(path) }];
  }
  const help = helpOf(at);
  const optional = isOptional(schema, issue.path);
  return [
    {
      path,
      value: help?.secret && value !== undefined ? "[secret]" : show(value),
      allowed: (help?.allowed ?? shape(at)) + (isRounded(at, value) ? ", in quotes: 1.10 as a number is 1.1" : ""),
      fix: fixOf(path, at, value, optional),
    },
  ];
}

/** Whether the setting may be left out. */
function isOptional(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  const step = path.at(-1);
  const parent = step === undefined ? undefined : schemaAt(schema, path.slice(0, -1));
  const children: Readonly<Record<string, z.core.$ZodType>> = parent instanceof z.ZodObject ? parent.shape : {};
  const member = parent === undefined ? schema : children[String(step)];
  return member !== undefined && bare(member) !== member;
}

/** A command, or several, after which the setting is right. */
function fixOf(path: string, at: z.core.$ZodType, value: unknown, optional: boolean): string {
  const help = helpOf(at);
  if (isRounded(at, value)) {
    const example = matches(at, String(value)) ? String(value) : help?.example;
    return `pulumi config set --path '${path}' --type string '${String(example)}'`;
  }
  if (help !== undefined) return setting(path, help, meantBy(at, help, value));
  if (optional) return removal(path);
  return [...(value === undefined ? [] : [removal(path)]), ...requiredOf(path, at)].join(" && ");
}

/** The probably intended value if it is valid and can be quoted for a shell, else the example. */
function meantBy(at: z.core.$ZodType, { example, meant }: FieldHelp, value: unknown): FieldHelp["example"] {
  const text = typeof value === "string" ? meant?.(value) : undefined;
  return text !== undefined && !text.includes("'") && matches(at, text) ? text : example;
}

/** A number that should be text has lost its form: 1.10 came as 1.1. */
function isRounded(at: z.core.$ZodType, value: unknown): boolean {
  return typeof value === "number" && at instanceof z.ZodString;
}

function matches(schema: z.core.$ZodType, value: unknown): boolean {
  return z.safeParse(schema, value).success;
}

/** Commands that set the required members of an object. */
function requiredOf(path: string, at: z.core.$ZodType): string[] {
  const children: Readonly<Record<string, z.core.$ZodType>> = at instanceof z.ZodObject ? at.shape : {};
  return Object.entries(children).flatMap(([name, child]) => {
    if (bare(child) !== child && !wantedKeys(at).includes(name)) return [];
    const help = helpOf(bare(child));
    return help === undefined ? requiredOf(`${path}.${name}`, child) : [setting(`${path}.${name}`, help)];
  });
}

function setting(path: string, help: FieldHelp, value = help.example): string {
  return `pulumi config set --path '${path}' ${typeof value === "string" ? `'${value}'` : String(value)}`;
}

function removal(path: string): string {
  return `pulumi config rm --path '${path}'`;
}

function shape(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodObject) return `an object with the keys ${Object.keys(schema.shape).join(", ")}`;
  if (schema instanceof z.ZodArray) return "a list";
  return "names and values";
}

/** A path below the program's namespace, as `pulumi config set --path` reads it. */
export function printPath([key, ...rest]: readonly PropertyKey[]): string {
  return printSteps([`${NAMESPACE}:${String(key)}`, ...rest]);
}
