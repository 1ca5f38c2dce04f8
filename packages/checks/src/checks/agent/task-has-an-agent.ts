import { defineCheck } from "../../check.ts";
import { ecsTask } from "../../facts/ecs-task.ts";
import { agentKind } from "../../facts/parts/agent-kind.ts";

export const taskHasAnAgent = defineCheck({
  name: "task-has-an-agent",
  link: "agent",
  title: "the task has an agent as a sidecar",
  why: "Without an agent, segments go nowhere: UDP tells nobody.",
  fix: "Add the agent's container to the task definition.",
  needs: { task: ecsTask },
  where: { platforms: ["ecs"] },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html"],
  *check({ task }) {
    if (task.containers.some((container) => agentKind(container) !== undefined)) return;
    yield {
      message: `No container of the task is an X-Ray agent: ${task.containers.map(({ image }) => image).join(", ")}.`,
      object: task.arn,
    };
  },
});
