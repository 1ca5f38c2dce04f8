import { sampling } from "@pmp/planning";
import { byEvaluation } from "@pmp/sampling";
import { z } from "zod";
import { FROM, SOURCE } from "../schemas.ts";
import { defineTool, READS } from "../tool.ts";
import { readRules, readStatistics } from "../xray/read-rules.ts";

export const samplingRules = defineTool({
  name: "sampling_rules",
  title: "Sampling rules",
  description:
    "The deployed sampling rules in the order in which they are tried, what each does, and how many requests each decided " +
    "recently. explain_sampling says which one decides about a request.",
  effects: READS,
  input: z.object({ ...SOURCE }),
  output: z.object({
    ...FROM,
    rules: z.array(
      z.object({
        name: z.string(),
        priority: z.number(),
        does: z.string(),
        matches: z.record(z.string(), z.unknown()).describe("fields that must match; the others match everything"),
        requests: z.number().describe("requests that it decided, as samplers reported recently"),
        sampled: z.number(),
        borrowed: z.number().describe("sampled before the sampler had a share of the reservoir"),
      }),
    ),
    leftOut: z.array(z.string()),
  }),
  run: async (args, context) => {
    const source = await context.xray(args);
    const [rules, statistics] = await Promise.all([readRules(source), readStatistics(source)]);
    return {
      from: source.name,
      rules: [...rules].sort(byEvaluation).map((rule) => {
        const { RuleName, Priority, ServiceName, ServiceType, Host, HTTPMethod, URLPath, ResourceARN, Attributes } =
          rule;
        const fields = { ServiceName, ServiceType, Host, HTTPMethod, URLPath, ResourceARN };
        return {
          name: RuleName,
          priority: Priority,
          does: sampling(rule),
          matches: {
            ...Object.fromEntries(Object.entries(fields).filter(([, pattern]) => pattern !== "*")),
            ...(Attributes !== undefined && Object.keys(Attributes).length > 0 && { Attributes }),
          },
          ...(statistics.get(RuleName) ?? { requests: 0, sampled: 0, borrowed: 0 }),
        };
      }),
      leftOut: [],
    };
  },
});
