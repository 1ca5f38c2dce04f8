import { defineCheck } from "../../check.ts";
import { workload } from "../../facts/workload.ts";

export const oneAgentPerNode = defineCheck({
  name: "one-agent-per-node",
  link: "agent",
  title: "the agent is a DaemonSet or a sidecar, not a single pod",
  why: "While a single agent moves to another node, all traces are lost.",
  fix: "Run the agent as a DaemonSet: the chart does.",
  severity: "warning",
  needs: { work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://github.com/aws/aws-xray-daemon/issues/53"],
  *check({ work }) {
    const [only] = work.agents;
    if (work.agents.length !== 1 || only === undefined || work.mode === "sidecar") return;
    if (only.owner?.startsWith("ReplicaSet/") === true) {
      yield { message: "One pod of a Deployment is the agent of all.", object: only.name };
    }
  },
});
