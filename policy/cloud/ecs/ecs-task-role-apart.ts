import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { containers, isAgent, TASK_DEFINITION } from "./task.ts";

export const ecsTaskRoleApart = resourcePolicy({
  name: "ecs-task-role-apart",
  title: "A traced task has a task role that is not the execution role.",
  why:
    "Containers get the rights of the task role: without one the agent can't send anything. The execution role belongs to ECS " +
    "itself; shared, it gives the API the right to pull images and to read secrets.",
  fix: "Give taskRoleArn a role with the X-Ray write policy, and executionRoleArn another one.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC03-BP02")],
  types: [TASK_DEFINITION],
  *check(task) {
    if (!(containers(task) ?? []).some(isAgent)) return;
    const { props } = task;
    if (!("taskRoleArn" in props))
      yield { path: "taskRoleArn", message: "The task has no role, so that its agent can send nothing." };
    else if (props.taskRoleArn === props.executionRoleArn) {
      yield { path: "taskRoleArn", message: `${JSON.stringify(props.taskRoleArn)} is the execution role too.` };
    }
  },
});
