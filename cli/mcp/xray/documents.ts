import { z } from "zod";

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const members = z.record(z.string(), z.unknown()).optional().catch(undefined);
/** Of a list that any sender may have written, the items that are as documented. */
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item.or(z.null()).catch(null))
    .transform((items) => items.filter((one): one is Exclude<typeof one, null> => one !== null))
    .optional()
    .catch(undefined);

const frame = z.object({ path: text, line: number, label: text });
const exception = z.object({
  id: text,
  message: text,
  type: text,
  remote: flag,
  truncated: number,
  cause: text,
  stack: listOf(frame),
});
const cause = z.union([z.string(), z.looseObject({ exceptions: listOf(exception) })]);

/** A segment or subsegment, as far as the tools read it. Any sender may have written it: a field of another type is left out. */
const document = z.looseObject({
  id: z.string(),
  name: z.string().catch(""),
  start_time: z.number().catch(0),
  end_time: number,
  parent_id: text,
  type: text,
  namespace: text,
  origin: text,
  inferred: flag,
  in_progress: flag,
  error: flag,
  throttle: flag,
  fault: flag,
  user: text,
  cause: cause.optional().catch(undefined),
  http: z
    .looseObject({
      request: z.looseObject({ method: text, url: text }).optional().catch(undefined),
      response: z.looseObject({ status: number }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  sql: z.looseObject({ sanitized_query: text, database_type: text }).optional().catch(undefined),
  aws: z
    .looseObject({
      operation: text,
      resource: text,
      table_name: text,
      queue_url: text,
      xray: z.looseObject({ sampling_rule_name: text }).optional().catch(undefined),
      cloudwatch_logs: listOf(z.looseObject({ log_group: text, arn: text })),
    })
    .optional()
    .catch(undefined),
  annotations: members,
  metadata: members,
  subsegments: listOf(z.unknown()),
});

type Fields = z.infer<typeof document>;
export type Exception = z.infer<typeof exception>;

/** A segment or subsegment in its trace. */
export interface Span {
  readonly fields: Fields;
  /** 0 for one that nothing in the trace has called. */
  readonly depth: number;
}

/** The segments and subsegments of a trace, each after its caller, callees by their start. */
export function spansOf(documents: readonly string[]): readonly Span[] {
  const all = new Map<string, { fields: Fields; parent: string | undefined }>();
  for (const text of documents) collect(parsed(text), undefined, all);
  const children = Map.groupBy(
    [...all.values()].sort((one, other) => one.fields.start_time - other.fields.start_time),
    ({ parent }) => (parent !== undefined && all.has(parent) ? parent : ""),
  );
  const spans: Span[] = [];
  const visited = new Set<string>();
  const visit = ({ fields }: { readonly fields: Fields }, depth: number): void => {
    if (visited.has(fields.id)) return;
    visited.add(fields.id);
    spans.push({ fields, depth });
    for (const each of children.get(fields.id) ?? []) visit(each, depth + 1);
  };
  for (const each of children.get("") ?? []) visit(each, 0);
  // Ids are the sender's: they may form a circle, which nothing else calls.
  for (const each of all.values()) visit(each, 0);
  return spans;
}

function collect(
  value: unknown,
  above: string | undefined,
  all: Map<string, { fields: Fields; parent: string | undefined }>,
) {
  const read = document.safeParse(value);
  if (!read.success) return;
  const fields = read.data;
  all.set(fields.id, { fields, parent: above ?? fields.parent_id });
  for (const each of fields.subsegments ?? []) collect(each, fields.id, all);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Exceptions that the segment or subsegment recorded itself. */
export function exceptionsOf({ cause: given }: Fields): readonly Exception[] {
  return typeof given === "object" ? (given.exceptions ?? []) : [];
}

/** How the call ended. */
export function outcomeOf(fields: Pick<Fields, "fault" | "throttle" | "error">): "fault" | "throttle" | "error" | "ok" {
  if (fields.fault === true) return "fault";
  if (fields.throttle === true) return "throttle";
  return fields.error === true ? "error" : "ok";
}
