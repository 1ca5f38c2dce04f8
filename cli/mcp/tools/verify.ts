import { UsageError } from "@pmp/command-line";
import { z } from "zod";
import { defineTool } from "../tool.ts";
import { REPORT, REPORT_MORE, reportOf } from "./checks.ts";
import { DEPLOYMENT, deploymentArguments, jsonOf, options } from "./command.ts";

const SENDS =
  "sends GET requests with trace headers of their own to the API's health path and to each of `paths` (`requests` times each, at " +
  "most), asks AWS STS for the agent's role with tokens of service accounts, and runs a script in a pod of the API";

export const verify = defineTool({
  name: "verify",
  title: "Prove that tracing works",
  description:
    `Proves a deployment by reading a trace of its own back. It ${SENDS}. It changes nothing else. The user is asked before; ` +
    "with a client that can't ask, call it with confirm: true after the user has agreed. The same as `pmp-xray verify`.",
  effects: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...DEPLOYMENT,
    requests: z.int().min(1).max(1_000).default(100).describe("requests to each path"),
    paths: z
      .array(z.string().startsWith("/", "a path that begins with /").max(500))
      .max(20)
      .default([])
      .describe("paths to call by GET, besides the health path"),
    wait_seconds: z.int().min(0).max(600).default(30).describe("wait so long for what is settling"),
    confirm: z.boolean().default(false).describe(`the user has agreed that verify ${SENDS}`),
  }),
  own: true,
  output: z.object({ ...REPORT, sent: z.array(z.string()).describe("what was sent, as it was said before") }),
  more: REPORT_MORE,
  run: async (args, context) => {
    const { given, stack } = deploymentArguments(args, context.options);
    const where = args.stack ?? args.service ?? context.options.stack ?? "the selected stack";
    const question =
      `pmp-xray verify of ${where} ${SENDS}. Here: ${args.requests} requests to each of ` +
      `${["the health path", ...args.paths].join(", ")}. Send them?`;
    const agreed = await context.ask(question);
    if (agreed === undefined && !args.confirm) {
      throw new UsageError(
        `confirm: got false; allowed: true, once the user has agreed. Nothing was sent. verify ${SENDS}. Ask the user, then call it again with confirm: true.`,
      );
    }
    if (agreed === false) throw new UsageError("The user did not agree. Nothing was sent. doctor only reads.");
    const sent: string[] = [];
    const argv = [
      "verify",
      "--json",
      ...given,
      ...options({ requests: args.requests, path: args.paths, wait: args.wait_seconds }),
      ...stack,
    ];
    const progress = (line: string): void => {
      sent.push(line);
      context.progress(line);
    };
    const json = await jsonOf({ ...context, progress }, argv);
    return { ...reportOf("verify", json), sent };
  },
});
