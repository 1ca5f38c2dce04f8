import { defineCheck } from "../../check.ts";
import { ecsTask } from "../../facts/ecs-task.ts";

export const taskHasARole = defineCheck({
  name: "task-has-a-role",
  link: "identity",
  title: "the task has a task role, which is not its execution role",
  why: "Containers get the rights of the task role. The execution role is ECS's own, for images and logs.",
  fix: "Name a role with the agent's five actions as taskRoleArn.",
  needs: { task: ecsTask },
  where: { platforms: ["ecs"] },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html"],
  *check({ task }) {
    if (task.taskRoleArn === undefined) yield { message: "The task definition names no task role.", object: task.arn };
    else if (task.taskRoleArn === task.executionRoleArn) {
      yield { message: `${task.taskRoleArn} is both the task role and the execution role.`, object: task.arn };
    }
  },
});
