import { UsageError } from "@pmp/command-line";
import { z } from "zod";
import { FROM, SOURCE, TRACE_ID } from "../schemas.ts";
import { defineTool, READS } from "../tool.ts";
import { exceptionsOf, outcomeOf, type Exception, type Span } from "../xray/documents.ts";
import { readTrace } from "../xray/read-trace.ts";

/** Frames of a stack that an answer shows; the first ones are nearest to the error. */
const MOST_FRAMES = 12;

const outcome = z.enum(["ok", "error", "throttle", "fault"]);
const exception = z.object({
  in: z.string().describe("name of the segment or subsegment"),
  segment: z.string().describe("its id"),
  type: z.string().optional(),
  message: z.string().optional(),
  remote: z.boolean().optional().describe("the called service reported it"),
  stack: z.array(z.string()),
});
const span = z.object({
  id: z.string(),
  depth: z.int(),
  name: z.string(),
  kind: z.string().optional().describe("type of the service or resource, or namespace of the call"),
  at: z.number().describe("milliseconds after the start of the trace"),
  ms: z.number().optional().describe("duration; absent while it is in progress"),
  outcome,
  request: z.string().optional(),
  status: z.number().optional(),
  query: z.string().optional(),
  rule: z.string().optional().describe("the sampling rule that decided"),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

export const getTrace = defineTool({
  name: "get_trace",
  title: "One trace",
  description:
    "One trace: every exception with message and stack, and every segment and subsegment in the order of the calls, with times, " +
    "outcome, status, query, annotations. With segment: all that one segment or subsegment recorded, metadata included.",
  effects: READS,
  input: z.object({
    ...SOURCE,
    trace_id: TRACE_ID,
    segment: z
      .string()
      .regex(/^[0-9a-f]{16}$/, "16 hexadecimal digits")
      .optional()
      .describe("id of a segment or subsegment to show in full"),
    offset: z.int().min(0).default(0).describe("begin at this span, after an answer that left some out"),
  }),
  output: z.object({
    ...FROM,
    id: z.string(),
    page: z.string().describe("the trace for people"),
    start: z.string(),
    service: z.string(),
    request: z.string().optional(),
    status: z.number().optional(),
    outcome,
    partial: z.boolean().describe("a segment is in progress"),
    spanCount: z.int(),
    exceptions: z.array(exception),
    spans: z.array(span),
    document: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("the segment that was asked for, without subsegments"),
    leftOut: z.array(z.string()),
  }),
  more: {
    spans: "Ask for them with offset: the number of spans that you have.",
    exceptions: "Ask for one by segment.",
  },
  run: async (args, context) => {
    const source = await context.xray(args);
    const { spans, entry, limitExceeded } = await readTrace(source, args.trace_id);
    const start = Math.min(...spans.map(({ fields }) => fields.start_time));
    const wanted = args.segment === undefined ? undefined : spans.find(({ fields }) => fields.id === args.segment);
    if (args.segment !== undefined && wanted === undefined) {
      throw new UsageError(
        `segment: got ${args.segment}; trace ${args.trace_id} has no such one. get_trace without segment lists them.`,
      );
    }
    const request = requestOf(entry);
    const shown = wanted === undefined ? spans : [wanted];
    return {
      from: source.name,
      id: args.trace_id,
      page: source.page(args.trace_id),
      start: new Date(start * 1_000).toISOString(),
      service: entry.name,
      ...(request !== undefined && { request }),
      ...(entry.http?.response?.status !== undefined && { status: entry.http.response.status }),
      outcome: outcomeOf(entry),
      partial: spans.some(({ fields }) => fields.in_progress === true),
      spanCount: spans.length,
      // With an offset the exceptions were in the first answer.
      exceptions:
        args.offset > 0
          ? []
          : shown.flatMap(({ fields }) => exceptionsOf(fields).map((each) => exceptionOf(fields, each))),
      spans: shown.slice(args.offset).map((each) => spanOf(each, start)),
      ...(wanted !== undefined && { document: { ...wanted.fields, subsegments: undefined } }),
      leftOut: limitExceeded ? ["The trace is larger than X-Ray keeps."] : [],
    };
  },
});

function requestOf({ http }: Span["fields"]): string | undefined {
  const { method, url } = http?.request ?? {};
  return method === undefined && url === undefined ? undefined : `${method ?? ""} ${url ?? ""}`.trim();
}

function exceptionOf(
  { id, name }: Span["fields"],
  { type, message, remote, stack = [], truncated = 0 }: Exception,
): z.input<typeof exception> {
  const frames = stack.map(({ label = "", path = "", line }) =>
    `${label} ${path}${line === undefined ? "" : `:${line}`}`.trim(),
  );
  const rest = Math.max(0, frames.length - MOST_FRAMES) + truncated;
  return {
    in: name,
    segment: id,
    ...(type !== undefined && { type }),
    ...(message !== undefined && { message }),
    ...(remote === true && { remote }),
    stack: [...frames.slice(0, MOST_FRAMES), ...(rest > 0 ? [`… ${rest} more frames`] : [])],
  };
}

function spanOf({ fields, depth }: Span, start: number): z.input<typeof span> {
  const { id, name, origin, namespace, start_time, end_time, http, sql, aws, annotations } = fields;
  const kind = origin ?? (namespace === "aws" ? `aws ${aws?.operation ?? ""}`.trim() : namespace);
  const request = requestOf(fields);
  const rule = aws?.xray?.sampling_rule_name;
  return {
    id,
    depth,
    name,
    ...(kind !== undefined && { kind }),
    at: milliseconds(start_time - start),
    ...(end_time !== undefined && { ms: milliseconds(end_time - start_time) }),
    outcome: outcomeOf(fields),
    ...(request !== undefined && { request }),
    ...(http?.response?.status !== undefined && { status: http.response.status }),
    ...(sql?.sanitized_query !== undefined && { query: sql.sanitized_query }),
    ...(rule !== undefined && { rule }),
    ...(annotations !== undefined && { annotations }),
  };
}

/** Seconds as milliseconds, to a hundredth. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e5) / 100;
}
