import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { containers, isAgent, TASK_DEFINITION } from "./task.ts";

export const ecsSidecarNotEssential = resourcePolicy({
  name: "ecs-sidecar-not-essential",
  title: "The agent container of a task is not essential.",
  why: "A container is essential unless it says otherwise, and when an essential one ends, ECS stops the task: tracing would stop the API.",
  fix: "Set essential to false in the agent's container, and a restartPolicy so that it comes back.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL05-BP01")],
  types: [TASK_DEFINITION],
  *check(task) {
    const found = containers(task);
    if (found === undefined) {
      yield { path: "containerDefinitions", message: "The container definitions are not a JSON list." };
      return;
    }
    // In a task with only an agent, the agent must be essential.
    if (found.every(isAgent)) return;
    for (const { path, name, definition } of found.filter(isAgent)) {
      if (definition.essential !== false)
        yield { path: `${path}.essential`, message: `Container ${name} is essential.` };
    }
  },
});
