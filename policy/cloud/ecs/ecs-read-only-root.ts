import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { containers, TASK_DEFINITION } from "./task.ts";

export const ecsReadOnlyRoot = resourcePolicy({
  name: "ecs-read-only-root",
  title: "The root file system of each container of a task is read-only.",
  why: "Whoever gets into a process could otherwise put programs into its container, and change its own.",
  fix: "Set readonlyRootFilesystem to true, and mount a tmpfs or a volume where the program writes. ECS Exec needs it writable: allow that with an exception for as long as it is used.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [securityHub("ECS.5"), wellArchitected("SEC06-BP02")],
  types: [TASK_DEFINITION],
  *check(task) {
    for (const { path, name, definition } of containers(task) ?? []) {
      if (definition.readonlyRootFilesystem !== true) {
        const message = `Container ${name} can write to its root file system.`;
        yield { path: `${path}.readonlyRootFilesystem`, message };
      }
    }
  },
});
