import { defineCheck } from "../../check.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

export const agentDoesNotRestart = defineCheck({
  name: "agent-does-not-restart",
  link: "agent",
  title: "the agent is not killed for its memory",
  why: "What is in its buffers when it is killed is lost.",
  fix: "Raise agent.resources.limits.memory of the chart, or sample less.",
  phase: "live",
  needs: { work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://github.com/open-telemetry/opentelemetry-collector/issues/1121"],
  *check({ work }) {
    const killed = agentContainers(work).filter(({ container }) => container.lastEnd?.reason === "OOMKilled");
    if (killed.length === 0) return;
    yield {
      message: `${killed.length} of ${work.agents.length} agents were killed because they needed more memory than they may have.`,
      object: killed.map(({ pod }) => pod.name).join(", "),
      evidence: killed
        .slice(0, 3)
        .map(({ pod, container }) => `${pod.name}: ${container.restarts} restarts, the last end OOMKilled`),
    };
  },
});
