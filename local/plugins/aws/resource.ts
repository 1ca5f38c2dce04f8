import { z } from "zod";
import type { Properties } from "../properties.ts";

/** The result of a create or update for the engine. */
export interface Created {
  readonly id: string;
  /** Outputs beyond the inputs, such as the ARN. */
  readonly outputs: Properties;
}

/**
 * One resource type of the AWS provider, limited to this project's use: each operation maps to AWS SDK calls, and
 * unknown inputs are rejected.
 */
export interface ResourceType<Inputs> {
  /** Strict: an unknown or ill-typed input fails the check. */
  readonly schema: z.ZodType<Inputs>;
  /** Inputs whose change needs a new resource. */
  readonly replaceOn: readonly string[];
  /** A replacement is created before the old one is deleted: they don't share a name. Default: after. */
  readonly createFirst?: boolean;
  create(inputs: Inputs): Promise<Created>;
  /** Updates the resource from `before` to `inputs`. Absent: every change is a replacement. */
  update?(id: string, inputs: Inputs, before: Inputs): Promise<Properties>;
  delete(id: string): Promise<void>;
  /**
   * AWS's current values by the names of the inputs, so that a refresh detects drift; undefined if the resource no
   * longer exists. Absent: a refresh keeps the state.
   */
  read?(id: string, state: Properties): Promise<Properties | undefined>;
}

/** A resource type with its inputs' type closed over, so that unlike types fit in one table. */
export interface AnyResourceType {
  readonly inputNames: readonly string[];
  readonly replaceOn: readonly string[];
  readonly createFirst: boolean;
  check(inputs: Properties): { property: string; reason: string }[];
  create(inputs: Properties): Promise<Created>;
  /** `state`: the inputs and outputs recorded by the engine. */
  update(id: string, inputs: Properties, state: Properties): Promise<Properties>;
  delete(id: string): Promise<void>;
  /** The current state in AWS; undefined if the resource no longer exists. */
  read(id: string, state: Properties): Promise<Properties | undefined>;
}

export const tagsSchema = z.record(z.string(), z.string()).optional();
type Tags = z.infer<typeof tagsSchema>;

interface Tag {
  Key: string;
  Value: string;
}

export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** Sets new and changed tags and removes others: AWS updates tags by separate calls. */
export async function retag(
  before: Tags = {},
  after: Tags = {},
  calls: { tag(Tags: Tag[]): Promise<unknown>; untag(TagKeys: string[]): Promise<unknown> },
): Promise<void> {
  const set = tagList(after).filter(({ Key, Value }) => before[Key] !== Value);
  const gone = Object.keys(before).filter((key) => !(key in after));
  if (set.length > 0) await calls.tag(set);
  if (gone.length > 0) await calls.untag(gone);
}

/** A value that AWS always returns; its absence is a fault worth naming. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the AWS API returned no ${what}`);
  return value;
}

/** AWS errors for a missing resource, which count as success in a delete. */
export async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    const message = error instanceof Error ? error.message : "";
    if (/NoSuchEntity|NotFound|ResourceNotFound/.test(name) || /does not exist|not found|doesn't exist/i.test(message))
      return;
    throw error;
  }
}

export function resourceType<Inputs>(type: ResourceType<Inputs> & { schema: z.ZodObject }): AnyResourceType {
  const inputNames = Object.keys(type.schema.shape);
  const parse = (inputs: Properties): Inputs => type.schema.parse(inputs);
  const inputsOf = (state: Properties): Properties =>
    Object.fromEntries(Object.entries(state).filter(([name]) => inputNames.includes(name)));
  return {
    inputNames,
    replaceOn: type.update === undefined ? inputNames : type.replaceOn,
    createFirst: type.createFirst ?? false,
    check(inputs) {
      const result = type.schema.safeParse(inputs);
      return result.success ? [] : result.error.issues.flatMap(failures);
    },
    create: (inputs) => type.create(parse(inputs)),
    update: async (id, inputs, state) =>
      type.update === undefined ? {} : type.update(id, parse(inputs), parse(inputsOf(state))),
    delete: (id) => type.delete(id),
    read: async (id, state) => {
      const found = type.read === undefined ? {} : await type.read(id, state);
      return found === undefined ? undefined : { ...state, ...found };
    },
  };
}

/** One failure per property: a property that is not known is named, not only the object that it is in. */
function failures(issue: z.core.$ZodIssue): { property: string; reason: string }[] {
  const path = issue.path.map(String);
  const reason = (text: string): string => `the local AWS stand-in: ${text}`;
  return issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => ({ property: [...path, key].join("."), reason: reason("it knows no such property") }))
    : [{ property: path.join("."), reason: reason(issue.message) }];
}
