import { defineCheck } from "../../check.ts";
import { nodes } from "../../facts/nodes.ts";
import { workload } from "../../facts/workload.ts";

export const agentStaysOffFargate = defineCheck({
  name: "agent-stays-off-fargate",
  link: "agent",
  title: "the DaemonSet does not wait for Fargate nodes",
  why: "A DaemonSet that tolerates everything gets pods for Fargate's nodes, which never start: its rollout never ends.",
  fix: "Keep it off them: node affinity eks.amazonaws.com/compute-type NotIn [fargate]; the chart has it.",
  severity: "warning",
  needs: { work: workload, nodes },
  where: { platforms: ["eks"], modes: ["daemonset"] },
  sources: ["https://github.com/aws-observability/helm-charts/issues/58"],
  *check({ work, nodes: all }) {
    const fargate = new Set(all.filter((node) => node.fargate).map(({ name }) => name));
    const wrong = work.agents.filter(
      ({ node, phase, unschedulable }) =>
        phase === "Pending" && ((node !== undefined && fargate.has(node)) || /fargate/i.test(unschedulable ?? "")),
    );
    if (wrong.length > 0)
      yield {
        message: `${wrong.length} pods of the agent wait for Fargate nodes.`,
        object: wrong.map(({ name }) => name).join(", "),
      };
  },
});
