import type { TraceSummary } from "@aws-sdk/client-xray";
import { UsageError } from "@pmp/command-line";
import { z } from "zod";
import { FROM, RANGE, rangeOf, SOURCE } from "../schemas.ts";
import { defineTool, READS } from "../tool.ts";
import { newestTraces, startOf } from "../xray/newest.ts";

/** `MILLISECONDS/ID` of the last trace that was listed. */
const CURSOR = /^(\d{1,15})\/(1-[0-9a-f]{8}-[0-9a-f]{24})$/;

const row = z.object({
  id: z.string(),
  start: z.string(),
  ms: z.number().optional().describe("response time in milliseconds"),
  outcome: z.enum(["ok", "error", "throttle", "fault"]).describe("error: 4xx, fault: 5xx or a thrown error"),
  service: z.string().optional(),
  method: z.string().optional(),
  url: z.string().optional(),
  status: z.int().optional(),
  partial: z.boolean().optional().describe("parts of the trace have not arrived"),
  annotations: z.record(z.string(), z.array(z.unknown())).optional(),
});

export const listTraces = defineTool({
  name: "list_traces",
  title: "List traces",
  description:
    'Lists traces, newest first, by an X-Ray filter expression. Examples: `fault`, `error AND http.url CONTAINS "/orders"`, ' +
    '`service("shop-orders") { responsetime > 1 }`, `annotation.tier = "gold"`. get_trace shows one of them.',
  effects: READS,
  input: z.object({
    ...SOURCE,
    filter: z.string().max(2_000).optional().describe("X-Ray filter expression; default: all traces"),
    ...RANGE,
    limit: z.int().min(1).max(100).default(20).describe("the most traces to list"),
    cursor: z
      .string()
      .regex(CURSOR, "the cursor of an answer")
      .optional()
      .describe("`next` of the answer before, for older traces"),
  }),
  output: z.object({
    ...FROM,
    traces: z.array(row),
    next: z.string().optional().describe("cursor for the traces before the last one; absent at the end"),
    leftOut: z.array(z.string()),
  }),
  more: { traces: "Ask for fewer by limit, or narrow the filter." },
  run: async (args, context) => {
    const source = await context.xray(args);
    const { start, end } = rangeOf(args);
    const [, time = "", last = ""] = CURSOR.exec(args.cursor ?? "") ?? [];
    // X-Ray's ranges are of whole seconds.
    const until = time === "" ? end : new Date(Math.min(end.getTime(), Number(time) + 1_000));
    if (until < start) throw new UsageError("cursor: it is before the time range. Call again with more minutes.");
    const skipped = (trace: TraceSummary): boolean =>
      time === "" || startOf(trace) < Number(time) || (startOf(trace) === Number(time) && (trace.Id ?? "") < last);
    // Those of the cursor's last second are read again.
    const wanted = args.limit + 1 + (time === "" ? 0 : 200);
    const newest = await newestTraces(source.xray, { start, end: until, filter: args.filter }, wanted).catch(
      (error: unknown) => {
        throw source.explain(error, "xray:GetTraceSummaries");
      },
    );
    const found = newest.traces.filter(skipped);
    const listed = found.slice(0, args.limit);
    const end_ = listed.at(-1);
    const isMore = found.length > listed.length || !newest.complete;
    return {
      from: source.name,
      traces: listed.map(rowOf),
      ...(isMore && end_ !== undefined && { next: `${startOf(end_)}/${end_.Id ?? ""}` }),
      leftOut: [
        ...(isMore ? ["Older traces: ask with cursor."] : []),
        ...(newest.crowded ? ["In a busy minute not all traces were read: narrow the filter or the time range."] : []),
      ],
    };
  },
});

function rowOf(trace: TraceSummary): z.input<typeof row> {
  const {
    Id = "",
    ResponseTime,
    HasFault,
    HasThrottle,
    HasError,
    IsPartial,
    Http = {},
    EntryPoint,
    ServiceIds,
  } = trace;
  const service = EntryPoint?.Name ?? ServiceIds?.[0]?.Name;
  const annotations = Object.entries(trace.Annotations ?? {}).map(([key, values]) => [
    key,
    values.map(({ AnnotationValue: value }) => value?.StringValue ?? value?.NumberValue ?? value?.BooleanValue ?? null),
  ]);
  return {
    id: Id,
    start: new Date(startOf(trace)).toISOString(),
    ...(ResponseTime !== undefined && { ms: Math.round(ResponseTime * 1e5) / 100 }),
    outcome: HasFault === true ? "fault" : HasThrottle === true ? "throttle" : HasError === true ? "error" : "ok",
    ...(service !== undefined && { service }),
    ...(Http.HttpMethod !== undefined && { method: Http.HttpMethod }),
    ...(Http.HttpURL !== undefined && { url: Http.HttpURL }),
    ...(Http.HttpStatus !== undefined && { status: Http.HttpStatus }),
    ...(IsPartial === true && { partial: true }),
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) as Record<string, unknown[]> }),
  };
}
