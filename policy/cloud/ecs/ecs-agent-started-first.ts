import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { list, record } from "../../kit/read.ts";
import { containers, isAgent, TASK_DEFINITION } from "./task.ts";

export const ecsAgentStartedFirst = resourcePolicy({
  name: "ecs-agent-started-first",
  title: "Essential containers wait for the agent's START, and for nothing more.",
  why: "START has ECS stop the agent after the API, so that the last traces leave; without it both are stopped at once. HEALTHY keeps the API from starting while the agent is not well, and stops the task when it never gets well: tracing would stop the API.",
  fix: "Give each essential container dependsOn with the agent's name and the condition START.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL05-BP01")],
  types: [TASK_DEFINITION],
  *check(task) {
    const all = containers(task) ?? [];
    const agents = all.filter(isAgent).map(({ name }) => name);
    for (const { path, name, definition } of all.filter((each) => !isAgent(each))) {
      const waits = list(definition.dependsOn).map(record);
      for (const agent of agents) {
        const index = waits.findIndex(({ containerName }) => containerName === agent);
        const condition = waits[index]?.condition;
        if (index < 0) {
          if (definition.essential === false) continue;
          yield { path: `${path}.dependsOn`, message: `Container ${name} doesn't wait for the agent ${agent}.` };
        } else if (condition !== "START") {
          const at = `${path}.dependsOn[${index}].condition`;
          yield { path: at, message: `Container ${name} waits for the agent ${agent} to be ${String(condition)}.` };
        }
      }
    }
  },
});
