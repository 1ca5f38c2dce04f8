import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { containers, TASK_DEFINITION } from "./task.ts";

export const ecsNonRoot = resourcePolicy({
  name: "ecs-non-root",
  title: "Each container of a task has a numeric user that isn't root.",
  why: "A container without a user runs as whatever its image names, which is root more often than not. A name can't be checked before the image runs; a number can.",
  fix: "Set user of each container to a number above 0, such as 10001.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [securityHub("ECS.20"), wellArchitected("SEC06-BP02")],
  types: [TASK_DEFINITION],
  *check(task) {
    for (const { path, name, definition } of containers(task) ?? []) {
      const user = text(definition.user);
      if (user === undefined) yield { path: `${path}.user`, message: `Container ${name} names no user.` };
      else if (!/^[1-9][0-9]*(?::[0-9]+)?$/.test(user)) {
        yield { path: `${path}.user`, message: `Container ${name} has the user ${user}.` };
      }
    }
  },
});
