import { defineCheck } from "../../check.ts";
import { ecsTask } from "../../facts/ecs-task.ts";

export const taskRuns = defineCheck({
  name: "task-runs",
  link: "agent",
  title: "the service runs as many tasks as it should",
  why: "A task that does not start traces nothing.",
  fix: "See why: aws ecs describe-services shows its events.",
  phase: "live",
  needs: { task: ecsTask },
  where: { platforms: ["ecs"] },
  settles: { deadline: 120, every: 5 },
  sources: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html"],
  *check({ task }) {
    if (task.running >= task.desired) return;
    yield { message: `${task.running} of ${task.desired} tasks run.`, object: task.arn, settling: true };
  },
});
