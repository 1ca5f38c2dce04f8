import { nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import { daemonsOf, taskDefinitionsOf } from "../../deployment/workloads.ts";
import type { DataRule } from "../../rule.ts";

export const ecsTaskDefinition: DataRule = {
  name: "ecs-task-definition",
  title: "ECS task with an X-Ray agent that lacks what it needs",
  why:
    "Without a task role the agent has no credentials. Without an execution role nothing pulls images from ECR or writes logs. Fargate " +
    "refuses a task without awsvpc, cpu and memory. Without logs nobody sees why the agent fails.",
  fix:
    "Set taskRoleArn: a role that trusts ecs-tasks.amazonaws.com, with AWSXRayDaemonWriteAccess. executionRoleArn: another role, with " +
    "AmazonECSTaskExecutionRolePolicy. networkMode awsvpc, cpu and memory of the task, logConfiguration awslogs for the agent.",
  level: "say",
  reads: "data",
  *find(file) {
    const daemons = daemonsOf(file);
    for (const { node } of taskDefinitionsOf(file)) {
      const agents = daemons.filter(({ owner }) => owner === node);
      // Part of a task definition, such as one for containers only, has the rest elsewhere.
      if (agents.length === 0) continue;
      const missing = ["taskRoleArn", "executionRoleArn", "networkMode", "cpu", "memory"].filter(
        (key) => nodeAt(node, key) === undefined,
      );
      const start = startOf(nodeAt(node, "family") ?? node);
      if (missing.length > 0) yield { start, end: start, message: `no ${missing.join(", no ")}` };
      for (const { container } of agents) {
        const name = textAt(container, "name") ?? "";
        const at = startOf(nodeAt(container, "name") ?? container);
        if (nodeAt(container, "logConfiguration") === undefined)
          yield { start: at, end: at, message: `container ${name} has no logConfiguration` };
      }
      const roles = [textAt(node, "taskRoleArn"), textAt(node, "executionRoleArn")];
      if (roles[0] !== undefined && roles[0] === roles[1]) {
        const at = startOf(nodeAt(node, "taskRoleArn") ?? node);
        yield {
          start: at,
          end: at,
          message: `taskRoleArn and executionRoleArn are one role, ${roles[0]}: the app gets the rights of ECS's own agent`,
        };
      }
    }
  },
};
