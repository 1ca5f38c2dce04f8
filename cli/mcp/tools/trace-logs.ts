import { z } from "zod";
import { FROM, SOURCE, TRACE_ID } from "../schemas.ts";
import { defineTool, READS } from "../tool.ts";
import { readTrace } from "../xray/read-trace.ts";

/** Log lines may be written after the last segment has ended. */
const MARGIN_MS = 60_000;
const MOST_GROUPS = 5;

export const traceLogs = defineTool({
  name: "trace_logs",
  title: "Log lines of a trace",
  description:
    "Log lines that name a trace, from the CloudWatch log groups that its segments name, or from log_group. The local X-Ray keeps " +
    "no log lines: read what the app prints.",
  effects: READS,
  input: z.object({
    ...SOURCE,
    trace_id: TRACE_ID,
    log_group: z
      .string()
      .regex(/^[\w./#-]{1,512}$/, "the name of a log group")
      .optional()
      .describe("a CloudWatch log group; default: those that the trace names"),
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.object({
    ...FROM,
    groups: z.array(z.string()).describe("the log groups that were searched"),
    lines: z.array(z.object({ group: z.string(), time: z.string(), text: z.string() })),
    leftOut: z.array(z.string()),
  }),
  more: { lines: "Ask for one log_group, or look there by the trace's ID." },
  run: async (args, context) => {
    const source = await context.xray(args);
    const { spans } = await readTrace(source, args.trace_id);
    const named = new Set(
      spans.flatMap(({ fields }) => (fields.aws?.cloudwatch_logs ?? []).flatMap(({ log_group }) => log_group ?? [])),
    );
    const groups = args.log_group === undefined ? [...named] : [args.log_group];
    const { logs } = source;
    if (logs === undefined || groups.length === 0) {
      const reason =
        logs === undefined
          ? "The local X-Ray keeps no log lines: look at what the app printed."
          : "The trace names no log group: name one by log_group, such as that of the cluster's containers.";
      return { from: source.name, groups: [...named], lines: [], leftOut: [reason] };
    }
    const times = spans.flatMap(({ fields: { start_time, end_time = start_time } }) => [
      start_time * 1e3,
      end_time * 1e3,
    ]);
    const searched = groups.slice(0, MOST_GROUPS);
    const found = await Promise.all(
      searched.map(async (group) => {
        const answer = await logs
          .filterLogEvents({
            logGroupName: group,
            startTime: Math.floor(Math.min(...times) - MARGIN_MS),
            endTime: Math.ceil(Math.max(...times) + MARGIN_MS),
            filterPattern: `"${args.trace_id}"`,
            limit: args.limit,
          })
          .catch((error: unknown) => {
            throw source.explain(error, `logs:FilterLogEvents of ${group}`);
          });
        const lines = (answer.events ?? []).map(({ timestamp = 0, message = "" }) => ({
          group,
          timestamp,
          text: message.trimEnd(),
        }));
        return { lines, isMore: answer.nextToken !== undefined };
      }),
    );
    const lines = found.flatMap((each) => each.lines).sort((one, other) => one.timestamp - other.timestamp);
    return {
      from: source.name,
      groups: searched,
      lines: lines.map(({ group, timestamp, text }) => ({ group, time: new Date(timestamp).toISOString(), text })),
      leftOut: [
        ...(found.some(({ isMore }) => isMore) ? ["There may be more lines: ask with a higher limit."] : []),
        ...groups.slice(MOST_GROUPS).map((group) => `Not searched: ${group}. Name it by log_group.`),
      ],
    };
  },
});
