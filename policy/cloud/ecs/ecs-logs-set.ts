import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { record, text } from "../../kit/read.ts";
import { containers, TASK_DEFINITION } from "./task.ts";

export const ecsLogsSet = resourcePolicy({
  name: "ecs-logs-set",
  title: "Each container of a task has a log configuration.",
  why: "On Fargate there is no host to log in to: without a log configuration a container's output is lost.",
  fix: "Set logConfiguration of each container, for example awslogs with a log group of the stack.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [securityHub("ECS.9"), wellArchitected("SEC04-BP01")],
  types: [TASK_DEFINITION],
  *check(task) {
    for (const { path, name, definition } of containers(task) ?? []) {
      const logs = record(definition.logConfiguration);
      if (text(logs.logDriver) === undefined) {
        yield { path: `${path}.logConfiguration`, message: `Container ${name} has no log configuration.` };
      } else if (logs.logDriver === "awslogs" && text(record(logs.options)["awslogs-group"]) === undefined) {
        yield {
          path: `${path}.logConfiguration.options`,
          message: `Container ${name} names no log group for awslogs.`,
        };
      }
    }
  },
});
