import { defineCheck } from "../../check.ts";
import { ecsTask } from "../../facts/ecs-task.ts";
import { agentKind } from "../../facts/parts/agent-kind.ts";

export const sidecarIsNotEssential = defineCheck({
  name: "sidecar-is-not-essential",
  link: "agent",
  title: "the agent can't take the API down",
  why: "When an essential container ends, ECS stops the whole task.",
  fix: "Set essential to false on the agent's container.",
  severity: "warning",
  needs: { task: ecsTask },
  where: { platforms: ["ecs"] },
  sources: ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"],
  *check({ task }) {
    const agent = task.containers.find((container) => agentKind(container) !== undefined);
    if (agent?.essential === true) yield { message: `Container ${agent.name} is essential.`, object: task.arn };
  },
});
