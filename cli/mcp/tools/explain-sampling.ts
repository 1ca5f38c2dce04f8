import { UsageError } from "@pmp/command-line";
import { explain, formatMismatch, sampling } from "@pmp/planning";
import type { SamplingRequest } from "@pmp/sampling";
import { z } from "zod";
import { FROM, SOURCE, TRACE_ID } from "../schemas.ts";
import { defineTool, READS } from "../tool.ts";
import type { Span } from "../xray/documents.ts";
import { readRules } from "../xray/read-rules.ts";
import { readTrace } from "../xray/read-trace.ts";
import type { XRaySource } from "../xray/source.ts";

/** False for a request that its rule did not sample, and that was recorded because it is an anomaly. */
const CAPTURED = "aws.trace.flag.sampled";

export const explainSampling = defineTool({
  name: "explain_sampling",
  title: "Explain sampling",
  description:
    "Why a request was sampled or not: which of the deployed rules decides about it, and why each other one does not. Name a " +
    "trace by trace_id, or describe a request by method and path (a request that was not sampled has no trace).",
  effects: READS,
  input: z.object({
    ...SOURCE,
    trace_id: TRACE_ID.optional(),
    method: z.string().max(20).optional().describe("such as GET"),
    path: z.string().startsWith("/", "a path that begins with /").max(2_000).optional().describe("such as /api/orders"),
    service: z.string().max(200).optional().describe("the service's name in X-Ray; rules may name it"),
    service_type: z.string().max(200).optional().describe("such as AWS::EKS::Container or AWS::ECS::Container"),
    host: z.string().max(300).optional().describe("the Host header"),
    attributes: z
      .record(z.string(), z.string())
      .optional()
      .describe("attributes of the request that rules may ask for"),
  }),
  output: z.object({
    ...FROM,
    request: z.record(z.string(), z.unknown()).describe("what the rules see of it"),
    decides: z.string().describe("the rule that decides now; empty when none matches, and nothing is sampled"),
    does: z.string().describe("what that rule does with the requests it decides"),
    decided: z.string().optional().describe("of a trace: the rule that its sender names as the one that sampled it"),
    notes: z.array(z.string()),
    rules: z.array(
      z.object({
        name: z.string(),
        priority: z.number(),
        verdict: z.enum(["decides", "would decide", "does not match"]),
        because: z.array(z.string()),
      }),
    ),
    leftOut: z.array(z.string()),
  }),
  run: async ({ trace_id, method, path, ...args }, context) => {
    const described = method !== undefined && path !== undefined;
    if (described === (trace_id !== undefined)) {
      throw new UsageError("explain_sampling needs either trace_id, or method and path. Give one of the two.");
    }
    const source = await context.xray(args);
    const trace = trace_id === undefined ? undefined : await entryOf(source, trace_id);
    const request: SamplingRequest = {
      ...(trace === undefined ? { method: method ?? "", path: (path ?? "").split("?")[0] ?? "" } : requestOf(trace)),
      ...(args.service !== undefined && { service: args.service }),
      ...(args.service_type !== undefined && { serviceType: args.service_type }),
      ...(args.host !== undefined && { host: args.host }),
      ...(args.attributes !== undefined && { attributes: args.attributes }),
    };
    const { winner, rules } = explain(await readRules(source), request);
    const decided = trace?.aws?.xray?.sampling_rule_name;
    return {
      from: source.name,
      request: { ...request },
      decides: winner?.RuleName ?? "",
      does: winner === undefined ? "nothing is sampled: no rule matches" : sampling(winner),
      ...(decided !== undefined && { decided }),
      notes: notesOf(trace, decided, winner?.RuleName),
      rules: rules.map(({ rule, verdict, mismatches }) => ({
        name: rule.RuleName,
        priority: rule.Priority,
        verdict,
        because: verdict === "does not match" ? mismatches.map(formatMismatch) : [sampling(rule)],
      })),
      leftOut: [],
    };
  },
});

async function entryOf(source: XRaySource, id: string): Promise<Span["fields"]> {
  return (await readTrace(source, id)).entry;
}

/** What a sampler saw of the request that began the trace, as far as the trace has it. */
function requestOf({ name, origin, http }: Span["fields"]): SamplingRequest {
  const { method, url } = http?.request ?? {};
  const parsed = url === undefined ? null : URL.parse(url, "http://localhost");
  return {
    service: name,
    ...(origin !== undefined && { serviceType: origin }),
    ...(method !== undefined && { method }),
    ...(parsed !== null && { path: parsed.pathname }),
    ...(parsed !== null && url?.startsWith("http") === true && { host: parsed.host }),
  };
}

function notesOf(trace: Span["fields"] | undefined, decided: string | undefined, now: string | undefined): string[] {
  if (trace === undefined) {
    return [
      "A request that arrives with a trace header that says Sampled=1 or Sampled=0 keeps that decision: no rule is asked.",
      "Within a rule, which of its requests are sampled is chance, besides the first ones of each second (the reservoir).",
    ];
  }
  return [
    ...(trace.annotations?.[CAPTURED] === false
      ? ["The rule did not sample it: it was recorded because it is an anomaly (adaptive sampling)."]
      : []),
    ...(decided === undefined
      ? [
          "The trace names no rule: its sender does not write it, or the caller had decided (Sampled=1 in the trace header).",
        ]
      : []),
    ...(decided !== undefined && decided !== now
      ? [
          "Another rule decides now: the rules have changed since, or a rule asks for what the trace does not show (attributes, the Host header).",
        ]
      : []),
  ];
}
