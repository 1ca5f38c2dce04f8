import { defineCheck } from "../../check.ts";
import { nodes } from "../../facts/nodes.ts";
import { workload } from "../../facts/workload.ts";

export const fargateHasASidecar = defineCheck({
  name: "fargate-has-a-sidecar",
  link: "agent",
  title: "where the API runs on Fargate, the agent is its sidecar",
  why: "Fargate runs no DaemonSets: the API's pods there have no agent.",
  fix: "Set agent.mode to sidecar in the chart's values.",
  needs: { work: workload, nodes },
  where: { platforms: ["eks"], modes: ["daemonset"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/fargate.html"],
  *check({ work, nodes: all }, target) {
    const fargate = new Set(all.filter((node) => node.fargate).map(({ name }) => name));
    const wrong = work.api.filter(({ node }) => node !== undefined && fargate.has(node));
    if (wrong.length === 0) return;
    yield {
      message: `${wrong.length} of ${work.api.length} pods of the API run on Fargate, and the agent is a DaemonSet.`,
      object: wrong.map(({ name }) => name).join(", "),
      fix: `helm upgrade pmp charts/pmp-xray -n ${target.namespace} --reset-then-reuse-values --set agent.mode=sidecar`,
    };
  },
});
