import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { record } from "../../kit/read.ts";
import { containers, isAgent, TASK_DEFINITION } from "./task.ts";

export const ecsAgentRestarts = resourcePolicy({
  name: "ecs-agent-restarts",
  title: "ECS starts an agent again that has ended.",
  why: "A container that isn't essential, and has no restart policy, stays away for the whole life of its task: from one crash on the API sends its traces to nobody, and nothing says so.",
  fix: "Set restartPolicy of the agent's container: enabled true, restartAttemptPeriod 60.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL11-BP03")],
  types: [TASK_DEFINITION],
  *check(task) {
    const all = containers(task) ?? [];
    // An agent that is alone in its task is essential: ECS starts the task again.
    for (const { path, name, definition } of all.filter(
      (each) => isAgent(each) && each.definition.essential === false,
    )) {
      if (record(definition.restartPolicy).enabled !== true) {
        yield { path: `${path}.restartPolicy`, message: `Agent ${name} is not started again when it has ended.` };
      }
    }
  },
});
