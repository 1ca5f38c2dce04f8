import { z } from "zod";
import { defineTool, READS_FILES } from "../tool.ts";
import { jsonOf } from "./command.ts";

const printed = z.array(
  z.object({
    stack: z.string(),
    forecast: z
      .object({
        monthlyUsd: z.number(),
        monthlyUsdAtMost: z.number(),
        requests: z.number(),
        traces: z.number(),
        lines: z.array(z.string()),
      })
      .optional(),
    overBudget: z.array(z.record(z.string(), z.unknown())),
  }),
);

export const cost = defineTool({
  name: "cost",
  title: "What tracing costs",
  description:
    "What tracing costs in a month, by the sampling plan and the traffic in the project's Pulumi.<stack>.yaml files, with the whole " +
    "calculation. Asks nobody. The same as `pmp-xray cost`.",
  effects: READS_FILES,
  input: z.object({
    stacks: z
      .array(z.string().regex(/^\w[\w./-]{0,200}$/, "the name of a stack"))
      .max(20)
      .default([])
      .describe("the stacks; default: that of the server, else all"),
  }),
  own: true,
  output: z.object({
    stacks: z.array(
      z.object({
        stack: z.string(),
        monthlyUsd: z.number().optional().describe("absent when the stack states no traffic"),
        monthlyUsdAtMost: z.number().optional().describe("the dearest month that boosts and capture allow"),
        requests: z.number().optional().describe("requests in a month"),
        traces: z.number().optional().describe("traces in a month"),
        overBudget: z.boolean(),
        calculation: z.array(z.string()),
      }),
    ),
    leftOut: z.array(z.string()),
  }),
  more: { stacks: "Ask for one by stacks." },
  run: async ({ stacks }, context) => {
    const named = stacks.length > 0 ? stacks : [context.options.stack].filter((stack) => stack !== undefined);
    const answer = printed.parse(await jsonOf(context, ["cost", "--json", "--", ...named]));
    return {
      stacks: answer.map(({ stack, forecast, overBudget }) => {
        const { lines = ["The stack states no traffic, so that no cost follows."], ...numbers } = forecast ?? {};
        return { stack, ...numbers, overBudget: overBudget.length > 0, calculation: lines };
      }),
      leftOut: [],
    };
  },
});
