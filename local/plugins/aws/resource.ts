import { z } from "zod";
import type { Properties } from "../properties.ts";

/** What a create or update gives the engine. */
export interface Created {
  readonly id: string;
  /** Outputs beyond the inputs, such as the ARN. */
  readonly outputs: Properties;
}

/**
 * One resource type of the AWS provider, as far as this project's program uses it: each operation is a thin mapping to
 * AWS SDK calls, and an input that the schema does not know is refused.
 */
export interface ResourceType<Inputs> {
  /** Strict: an unknown or ill-typed input fails the check. */
  readonly schema: z.ZodType<Inputs>;
  /** Inputs whose change needs a new resource. */
  readonly replaceOn: readonly string[];
  create(inputs: Inputs): Promise<Created>;
  /** Absent: every change is a replacement. */
  update?(id: string, inputs: Inputs): Promise<Properties>;
  delete(id: string): Promise<void>;
}

/** A resource type with its inputs' type closed over, so that unlike types fit in one table. */
export interface AnyResourceType {
  readonly inputNames: readonly string[];
  readonly replaceOn: readonly string[];
  check(inputs: Properties): { property: string; reason: string }[];
  create(inputs: Properties): Promise<Created>;
  update(id: string, inputs: Properties): Promise<Properties>;
  delete(id: string): Promise<void>;
}

export const tagsSchema = z.record(z.string(), z.string()).optional();

export function tagList(tags: Record<string, string> | undefined): { Key: string; Value: string }[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** A value that AWS always returns; its absence is a fault worth naming. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the AWS API returned no ${what}`);
  return value;
}

/** AWS errors that mean "there is no such thing", which a delete is happy with. */
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
  return {
    inputNames,
    replaceOn: type.update === undefined ? inputNames : type.replaceOn,
    check(inputs) {
      const result = type.schema.safeParse(inputs);
      return result.success
        ? []
        : result.error.issues.map((issue) => ({
            property: issue.path.join("."),
            reason: `the local AWS stand-in: ${issue.message}`,
          }));
    },
    create: (inputs) => type.create(parse(inputs)),
    update: async (id, inputs) => (type.update === undefined ? {} : type.update(id, parse(inputs))),
    delete: (id) => type.delete(id),
  };
}
