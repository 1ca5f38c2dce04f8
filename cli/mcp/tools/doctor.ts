import { z } from "zod";
import { defineTool, READS } from "../tool.ts";
import { REPORT, REPORT_MORE, reportOf } from "./checks.ts";
import { DEPLOYMENT, deploymentArguments, jsonOf } from "./command.ts";

export const doctor = defineTool({
  name: "doctor",
  title: "Find the broken link",
  description:
    "Why traces of a deployment are missing: follows account, identity, agent, network, app, propagation, sampling, store and " +
    "alarms, and names the first broken link with evidence and the fix. Only reads from AWS and the Kubernetes cluster, by the " +
    "user's credentials; enters no pod and sends nothing. The same as `pmp-xray doctor`.",
  effects: READS,
  input: z.object(DEPLOYMENT),
  own: true,
  output: z.object(REPORT),
  more: REPORT_MORE,
  run: async (args, context) => {
    const { given, stack } = deploymentArguments(args, context.options);
    return reportOf("doctor", await jsonOf(context, ["doctor", "--json", ...given, ...stack]));
  },
});
