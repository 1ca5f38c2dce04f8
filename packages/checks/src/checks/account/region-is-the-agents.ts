import { defineCheck } from "../../check.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

export const regionIsTheAgents = defineCheck({
  name: "region-is-the-agents",
  link: "account",
  title: "traces are looked for in the agent's region",
  why: "The agent sends to its own region; in another one, X-Ray is empty, and nothing says so.",
  fix: "Name the agent's region: aws:region of the stack file, or --region.",
  needs: { work: workload },
  sources: ["https://repost.aws/knowledge-center/x-ray-missing-traces"],
  *check({ work }, target) {
    const regions = new Set(agentContainers(work).flatMap(({ container }) => container.env.AWS_REGION ?? []));
    for (const region of regions) {
      if (region === target.region || region.startsWith("(")) continue;
      yield {
        message: `The agent sends to ${region}, and these checks look into ${target.region}.`,
        object: `container ${work.agentContainer}`,
        evidence: [`AWS_REGION=${region}`],
        fix: `Look into ${region} (--region ${region}), or send to ${target.region} (chart value region).`,
      };
    }
  },
});
