import { defineCheck } from "../../check.ts";
import { ecsTask } from "../../facts/ecs-task.ts";
import { agentKind } from "../../facts/parts/agent-kind.ts";

export const appStartsAfterSidecar = defineCheck({
  name: "app-starts-after-sidecar",
  link: "agent",
  title: "the API starts after its agent",
  why: "Before the agent listens, the API has no sampling rules, and its first segments are lost.",
  fix: "Add dependsOn with the agent and condition START to the API's container.",
  severity: "warning",
  needs: { task: ecsTask },
  where: { platforms: ["ecs"] },
  sources: ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html"],
  *check({ task }) {
    const agent = task.containers.find((container) => agentKind(container) !== undefined);
    if (agent === undefined) return;
    const apps = task.containers.filter((container) => agentKind(container) === undefined);
    if (apps.some(({ dependsOn }) => dependsOn.some(({ container }) => container === agent.name))) return;
    yield { message: `No container of the task waits for ${agent.name}.`, object: task.arn };
  },
});
